/** What one piece must be by itself; the publishing commands refuse the same, but one piece at a time. */
import type { Content, Path, TipoDeContenido } from './content.ts';
import type { Report } from './finding.ts';

export function checkShape({ fragmentos, experiencias, items }: Content, report: Report): void {
  for (const { id, decisiones, final } of fragmentos.values()) {
    const place = { tipo: 'fragmento', id } as const;
    if (decisiones.length === 0 && !final)
      report('FRAGMENT_WITHOUT_WAY_OUT', place, 'it has no decisions; an ending says so with `final`');
    if (decisiones.length > 0 && final)
      report('FRAGMENT_ENDS_AND_GOES_ON', { ...place, path: ['final'] }, 'an ending has no decisions');
    checkIds(report, place, ['decisiones'], decisiones);
  }
  for (const { id, componentes } of experiencias.values()) {
    const place = { tipo: 'experiencia', id } as const;
    checkIds(report, place, ['componentes'], componentes);
    componentes.forEach((componente, index) => {
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
  for (const { id, tipo, existencias, desbloquea } of items.values()) {
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
  }
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
