/** What rebuilds take from elsewhere: a new version of a group is compared with verification's own fold of the log. */
import { verifyGroup } from '../audit/verify/group.ts';
import type { Comprobar } from '../projections/engine/comparar.ts';

export const comprobar: Comprobar = async ({ projection, ...peticion }) => {
  const checks = await verifyGroup({ ...peticion, grupo: projection.grupo });
  return checks.map(({ tabla, distintos, diferencias }) => ({ tabla, distintas: distintos, diferencias }));
};
