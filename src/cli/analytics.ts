/** Tracking, and the months of the analytics tables: opened with the program, closed before the services are. */
import { createCustodio } from '../platform/analytics/custodio.ts';
import { createSeguimiento, type Seguimiento } from '../platform/analytics/seguimiento.ts';
import type { Services } from './services.ts';

export function openAnalytics({ config, pool, clock, log, metrics, onClose }: Services): Seguimiento {
  const custodio = createCustodio({ pool, clock, log, retentionMonths: config.analyticsRetentionMonths });
  onClose(() => custodio.stop());
  const seguimiento = createSeguimiento({
    pool,
    clock,
    log,
    onOutcome: (outcome, count) => metrics.tracked(outcome, count),
  });
  onClose(() => seguimiento.close());
  return seguimiento;
}
