/** `RegistrarConciliacion`: what the comparison with Telegram's account of Stars has found. */
import { ConciliacionHecha } from '../../events/procesos/conciliacion.ts';
import { comando } from '../definicion.ts';

export const RegistrarConciliacion = comando({
  tipo: 'RegistrarConciliacion',
  resumen: 'The comparison of payments with Telegram’s own account of them, and where they differ.',
  de: ['sistema'],
  familia: 'conciliacion',
  schema: ConciliacionHecha.schema,
  limite: 'none',
  emite: ['ConciliacionHecha'],
  falla: [],
  agregadoId: ({ dia }) => dia,
  decide: (_estado, datos) => [{ type: 'ConciliacionHecha', data: datos }],
});
