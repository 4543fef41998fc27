/** `saldos`, `movimientos`, `apuntes`: what every account holds, and the journal of how it came to. */
import { carteraDe } from '../events/cuentas.ts';
import { EVENTOS_DE_DINERO } from '../events/usuario/eventos-dinero.ts';
import { type Hecho, usuarioDe } from './definicion.ts';
import { defineContador, defineDiario, proyeccionDeFilas } from './filas.ts';

const TIPOS = EVENTOS_DE_DINERO.map(({ type }) => type);

type ConApuntes = Extract<Hecho['evento']['data'], { apuntes: unknown }>;

/** What the event moved; null of one that moved nothing. */
function movimientoDe({ evento }: Hecho): ConApuntes | null {
  return 'apuntes' in evento.data ? (evento.data as ConApuntes) : null;
}

type Movimiento = {
  posicion: string;
  evento_id: string;
  usuario_id: string;
  revision: number;
  /** Effect on the wallet; 0 where what was set aside pays for what it was set aside for. */
  importe: number;
  razon: string;
  referencia_tipo: string;
  referencia_id: string;
  comando_id: string;
  correlacion_id: string;
  actor_tipo: string;
  actor_id: string;
  ocurrido_en: string;
};

const movimientos = defineDiario<Movimiento>({
  tabla: 'movimientos',
  clave: ['posicion'],
  columnas: {
    posicion: 'posicion',
    evento_id: 'uuid',
    usuario_id: 'uuid',
    revision: 'int4',
    importe: 'int8',
    razon: 'text',
    referencia_tipo: 'text',
    referencia_id: 'text',
    comando_id: 'uuid',
    correlacion_id: 'text',
    actor_tipo: 'text',
    actor_id: 'text',
    ocurrido_en: 'instante',
  },
  tipos: TIPOS,
  entradas(hecho) {
    const movimiento = movimientoDe(hecho);
    if (!movimiento) return [];
    const { razon, referencia, apuntes } = movimiento;
    const { commandId, $correlationId, actor, occurredAt } = hecho.metadatos;
    const usuario_id = usuarioDe(hecho);
    const cartera = carteraDe(usuario_id);
    return [
      {
        posicion: hecho.posicion.toString(),
        evento_id: hecho.id,
        usuario_id,
        revision: hecho.revision,
        importe: apuntes.find(({ cuenta }) => cuenta === cartera)?.importe ?? 0,
        razon,
        referencia_tipo: referencia.tipo,
        referencia_id: referencia.id,
        comando_id: commandId,
        correlacion_id: $correlationId,
        actor_tipo: actor.tipo,
        actor_id: actor.id,
        ocurrido_en: occurredAt,
      },
    ];
  },
});

const apuntes = defineDiario<{ posicion: string; orden: number; cuenta: string; importe: number }>({
  tabla: 'apuntes',
  clave: ['posicion', 'orden'],
  columnas: { posicion: 'posicion', orden: 'int2', cuenta: 'text', importe: 'int8' },
  tipos: TIPOS,
  entradas(hecho) {
    const posicion = hecho.posicion.toString();
    return (movimientoDe(hecho)?.apuntes ?? []).map(({ cuenta, importe }, orden) => ({
      posicion,
      orden,
      cuenta,
      importe,
    }));
  },
});

const saldos = defineContador<{ cuenta: string; saldo: number; movimientos: number; posicion: string }>({
  tabla: 'saldos',
  clave: ['cuenta'],
  columnas: { cuenta: 'text', saldo: 'int8', movimientos: 'int8', posicion: 'posicion' },
  acumula: { saldo: 'suma', movimientos: 'suma', posicion: 'ultimo' },
  tipos: TIPOS,
  sumandos(hecho) {
    const posicion = hecho.posicion.toString();
    return (movimientoDe(hecho)?.apuntes ?? []).map(({ cuenta, importe }) => ({
      cuenta,
      saldo: importe,
      movimientos: 1,
      posicion,
    }));
  },
});

export const dinero = proyeccionDeFilas('dinero', 2, [movimientos, apuntes, saldos], { dinero: true });
