/** `clasificacion`: leaderboards of each ISO week and of all time. */
import { type Hecho, usuarioDe } from '../definicion.ts';
import { defineTabla } from '../filas.ts';
import { semanaDe } from './semana.ts';

type Puesto = {
  /** `siempre`, or an ISO week. */
  periodo: string;
  usuario_id: string;
  besitos: number;
  experiencias: number;
  referidos: number;
  /** Position of the last change: of two who are level, the one who got there first is ahead. */
  posicion: string;
};

/** Given back, corrected or given by another user: not earned. */
const NOT_EARNED = ['reembolso', 'ajuste', 'regalo_recibido'];

type Suma = Pick<Puesto, 'besitos' | 'experiencias' | 'referidos'>;

export const clasificacion = defineTabla<Puesto>({
  tabla: 'clasificacion',
  clave: ['periodo', 'usuario_id'],
  columnas: {
    periodo: 'text',
    usuario_id: 'uuid',
    besitos: 'int8',
    experiencias: 'int4',
    referidos: 'int4',
    posicion: 'posicion',
  },
  tipos: ['BesitosOtorgados', 'ExperienciaCompletada', 'ReferidoPremiado', 'UsuarioEliminado'],
  pasos(hecho) {
    const usuario_id = usuarioDe(hecho);
    const { occurredAt } = hecho.metadatos;
    const periodos = ['siempre', semanaDe(occurredAt)];
    // Of older weeks the pseudonym stays: nobody knows any more whose it was.
    if (hecho.evento.type === 'UsuarioEliminado')
      return periodos.map((periodo) => ({ clave: { periodo, usuario_id }, cambia: () => null }));
    const suma = sumaDe(hecho);
    if (!suma) return [];
    return periodos.map((periodo) => ({
      clave: { periodo, usuario_id },
      cambia: (fila) => ({
        periodo,
        usuario_id,
        besitos: (fila?.besitos ?? 0) + suma.besitos,
        experiencias: (fila?.experiencias ?? 0) + suma.experiencias,
        referidos: (fila?.referidos ?? 0) + suma.referidos,
        posicion: String(hecho.posicion),
      }),
    }));
  },
});

function sumaDe({ evento }: Hecho): Suma | null {
  switch (evento.type) {
    case 'BesitosOtorgados':
      if (NOT_EARNED.includes(evento.data.razon)) return null;
      return { besitos: evento.data.cantidad, experiencias: 0, referidos: 0 };
    case 'ExperienciaCompletada':
      return { besitos: 0, experiencias: 1, referidos: 0 };
    case 'ReferidoPremiado':
      return { besitos: 0, experiencias: 0, referidos: 1 };
    default:
      return null;
  }
}
