/** `clasificacion`: leaderboards of each ISO week and of all time; `clasificacion_tramos`: how many hold how much. */
import { type Hecho, usuarioDe } from '../definicion.ts';
import { defineContador, defineTabla, type Emitir } from '../filas.ts';
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

const STEPS_BITS = 6;

/** Lowest amount of the step that an amount above 0 is in: itself below 128, then one of 64 to each doubling. */
function inicioDeTramo(besitos: number): number {
  const width = 2 ** Math.max(0, Math.floor(Math.log2(besitos)) - STEPS_BITS);
  return Math.floor(besitos / width) * width;
}

/** So that the own place needs no count of everybody ahead. */
export const tramos = defineContador<{ periodo: string; desde: number; usuarios: number }>({
  tabla: 'clasificacion_tramos',
  clave: ['periodo', 'desde'],
  columnas: { periodo: 'text', desde: 'int8', usuarios: 'int4' },
  acumula: { usuarios: 'suma' },
  tipos: [],
  sumandos: () => [],
});

function cambiarTramo(periodo: string, antes: number, despues: number, emitir: Emitir): void {
  if (antes === despues) return;
  if (antes > 0) emitir(tramos, { periodo, desde: inicioDeTramo(antes), usuarios: -1 });
  if (despues > 0) emitir(tramos, { periodo, desde: inicioDeTramo(despues), usuarios: 1 });
}

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
    const suma = sumaDe(hecho);
    const isErased = hecho.evento.type === 'UsuarioEliminado';
    if (!suma && !isErased) return [];
    const periodos = ['siempre', semanaDe(hecho.metadatos.occurredAt)];
    // Of older weeks the pseudonym stays: nobody knows any more whose it was.
    if (!suma)
      return periodos.map((periodo) => ({
        clave: { periodo, usuario_id },
        cambia(fila, emitir) {
          cambiarTramo(periodo, fila?.besitos ?? 0, 0, emitir);
          return null;
        },
      }));
    return periodos.map((periodo) => ({
      clave: { periodo, usuario_id },
      cambia(fila, emitir) {
        const before = fila?.besitos ?? 0;
        const besitos = before + suma.besitos;
        cambiarTramo(periodo, before, besitos, emitir);
        return {
          periodo,
          usuario_id,
          besitos,
          experiencias: (fila?.experiencias ?? 0) + suma.experiencias,
          referidos: (fila?.referidos ?? 0) + suma.referidos,
          posicion: String(hecho.posicion),
        };
      },
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
