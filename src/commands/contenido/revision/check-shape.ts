/** What one piece must be by itself; the publishing commands refuse the same, but one piece at a time. */
import type { Recompensa } from '../../../events/contenido.ts';
import { REGLAS, type Reglas } from '../../../events/reglas.ts';
import type { Content, Path, TipoDeContenido } from './content.ts';
import type { Report } from './finding.ts';

export function checkShape(
  { fragmentos, experiencias, items }: Content,
  report: Report,
  reglas: Reglas = REGLAS,
): void {
  const reward: CheckReward = (piece, path, recompensa) =>
    checkReward(report, { ...piece, path }, recompensa, reglas);
  for (const { id, decisiones, final } of fragmentos.values()) {
    const place = { tipo: 'fragmento', id } as const;
    if (decisiones.length === 0 && !final)
      report('FRAGMENT_WITHOUT_WAY_OUT', place, 'it has no decisions; an ending says so with `final`');
    if (decisiones.length > 0 && final)
      report('FRAGMENT_ENDS_AND_GOES_ON', { ...place, path: ['final'] }, 'an ending has no decisions');
    checkIds(report, place, ['decisiones'], decisiones);
    decisiones.forEach(({ recompensa }, index) => {
      reward(place, ['decisiones', index, 'recompensa'], recompensa);
    });
  }
  for (const { id, componentes, recompensa } of experiencias.values()) {
    const place = { tipo: 'experiencia', id } as const;
    checkIds(report, place, ['componentes'], componentes);
    reward(place, ['recompensa'], recompensa);
    componentes.forEach((componente, index) => {
      reward(place, ['componentes', index, 'recompensa'], componente.recompensa);
      if (componente.tipo !== 'cuestionario') return;
      const { opciones, correcta } = componente;
      checkIds(report, place, ['componentes', index, 'opciones'], opciones);
      if (!opciones.some((opcion) => opcion.id === correcta))
        report(
          'QUIZ_WITHOUT_ANSWER',
          { ...place, path: ['componentes', index, 'correcta'] },
          `no option is called ${correcta}`,
        );
    });
  }
  for (const { id, tipo, existencias, desbloquea, uso, precio, estrellas } of items.values()) {
    const place = { tipo: 'item', id } as const;
    if ((tipo === 'limitado') !== (existencias !== undefined))
      report(
        'STOCK_MISMATCH',
        place,
        tipo === 'limitado' ? 'a limited item needs `existencias`' : 'only a limited item has `existencias`',
      );
    if ((tipo === 'desbloqueo') !== (desbloquea !== undefined))
      report(
        'UNLOCK_MISMATCH',
        place,
        tipo === 'desbloqueo'
          ? 'an unlocking item needs `desbloquea`'
          : 'only an unlocking item has `desbloquea`',
      );
    if (uso && tipo !== 'consumible')
      report('USE_MISMATCH', { ...place, path: ['uso'] }, 'only a consumable is used up');
    if (estrellas !== undefined && estrellas > precio)
      report(
        'STARS_ABOVE_PRICE',
        { ...place, path: ['estrellas'] },
        `${estrellas} Stars for what costs ${precio} besitos; are the two swapped?`,
      );
  }
}

type CheckReward = (
  piece: { tipo: TipoDeContenido; id: string },
  path: Path,
  recompensa: Recompensa | undefined,
) => void;

function checkReward(
  report: Report,
  place: { tipo: TipoDeContenido; id: string; path: Path },
  recompensa: Recompensa | undefined,
  { limiteDiario }: Reglas,
): void {
  const { besitos, caducaEnDias } = recompensa ?? {};
  if (caducaEnDias !== undefined && besitos === undefined)
    report(
      'EXPIRY_WITHOUT_BESITOS',
      { ...place, path: [...place.path, 'caducaEnDias'] },
      'there are no besitos here that could lapse',
    );
  if (besitos !== undefined && besitos > limiteDiario)
    report(
      'REWARD_ALWAYS_CUT',
      { ...place, path: [...place.path, 'besitos'] },
      `nobody is granted more than ${limiteDiario} besitos in a day`,
    );
}

function checkIds(
  report: Report,
  piece: { tipo: TipoDeContenido; id: string },
  path: Path,
  parts: readonly { id: string }[],
): void {
  const seen = new Set<string>();
  parts.forEach(({ id }, index) => {
    if (seen.has(id))
      report('ID_REPEATED', { ...piece, path: [...path, index, 'id'] }, `${id} is used twice`);
    seen.add(id);
  });
}
