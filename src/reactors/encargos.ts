/** From an event to the work that follows from it: pure, so that a log read again asks for the same. */
import type { Encargo, Hecho, NombreDeTarea, Tareas } from './tareas.ts';

/** The bot completes what a player has just done by itself; the task is there for when it could not. */
const EXPERIENCE_AFTER_MS = 5_000;
/** How a user plays is looked at once a burst of events is over. */
const PROFILE_AFTER_MS = 20_000;
const FRAUD_AFTER_MS = 15_000;
/** Of the events of a user, every so many asks for the fraud scorer. */
const FRAUD_EVERY = 20;
const NOTICE_BEFORE_MS = 3 * 86_400_000;

export function encargosDe(hecho: Hecho): Encargo[] {
  const usuarioId = hecho.stream.startsWith('usuario-') ? hecho.stream.slice('usuario-'.length) : '';
  const encargos = [...procesos(hecho, usuarioId), ...avisos(hecho, usuarioId)];
  if (usuarioId !== '' && hecho.revision % FRAUD_EVERY === FRAUD_EVERY - 1)
    encargos.push(
      encargo('fraude', usuarioId, { usuarioId, revision: hecho.revision }, { trasMs: FRAUD_AFTER_MS }),
    );
  return encargos;
}

function encargo<Nombre extends NombreDeTarea>(
  tarea: Nombre,
  id: string,
  datos: Tareas[Nombre],
  cuando: { vence?: string; trasMs?: number } = {},
): Encargo {
  return { tarea, clave: `${tarea}/${id}`, datos, ...cuando } as Encargo;
}

function procesos({ evento, id }: Hecho, usuarioId: string): Encargo[] {
  switch (evento.type) {
    case 'CompraIniciada': {
      const { compra, item, caduca } = evento.data;
      return alTiempo('compra', compra, { usuarioId, compra, item }, caduca);
    }
    case 'CanjeIniciado': {
      const { canje, codigo, caduca } = evento.data;
      return alTiempo('canje', canje, { usuarioId, canje, codigo }, caduca);
    }
    case 'RegaloEnviado': {
      const { regalo, caduca } = evento.data;
      return alTiempo('regalo', regalo, { usuarioId, regalo }, caduca);
    }
    case 'RegaloReclamado':
      return [encargo('regalo', evento.data.regalo, { usuarioId, regalo: evento.data.regalo })];
    case 'PedidoCreado': {
      const { pedido, objeto, caduca } = evento.data;
      const item = objeto.tipo === 'item' ? objeto.item : null;
      return [encargo('pedido', pedido, { usuarioId, pedido, item }, { vence: caduca })];
    }
    case 'PagoRecibido':
    case 'ReembolsoSolicitado':
    case 'PagoReembolsado':
      return [encargo('pago', evento.data.pago, { pago: evento.data.pago })];
    case 'CompraReembolsada': {
      const { item, compra, pago, moneda, motivo } = evento.data;
      if (moneda === 'estrellas') return pago ? [encargo('reembolso', pago, { pago, motivo })] : [];
      return compra ? [encargo('devolucion', compra, { item, compra })] : [];
    }
    case 'AjusteAprobado':
      return [encargo('ajuste', evento.data.ajuste, { ajuste: evento.data.ajuste })];
    case 'ReferidoRegistrado':
    case 'ReferidoCalificado':
      return [encargo('referido', usuarioId, { usuarioId })];
    case 'DecisionTomada':
    case 'FragmentoAbierto':
    case 'ContenidoReaccionado':
      return trasJugar(usuarioId);
    case 'ItemComprado':
    case 'ItemOtorgado': {
      const { item, tipo } = evento.data;
      const despues = [...trasJugar(usuarioId), ...perfil(usuarioId)];
      if (tipo !== 'desbloqueo') return despues;
      return [encargo('desbloqueo', id, { usuarioId, item, origen: id }), ...despues];
    }
    case 'ExperienciaCompletada':
    case 'RegaloDiarioReclamado':
    case 'RegaloEntregado':
    case 'ReferidoPremiado':
      return perfil(usuarioId);
    case 'BesitosOtorgados': {
      const { caduca } = evento.data;
      if (caduca === undefined) return [];
      return [encargo('caducidad', `${usuarioId}/${caduca}`, { usuarioId }, { vence: caduca })];
    }
    case 'VipActivado':
    case 'VipRenovado': {
      const { hasta } = evento.data;
      const vence = new Date(Date.parse(hasta) - NOTICE_BEFORE_MS).toISOString();
      return [encargo('vencimiento_vip', usuarioId, { usuarioId, hasta }, { vence })];
    }
    case 'VipCancelado':
      return [encargo('suscripcion', usuarioId, { usuarioId })];
    case 'EliminacionSolicitada':
      return [encargo('eliminacion', usuarioId, { usuarioId })];
    case 'DifusionCreada':
    case 'DifusionReanudada':
      return [encargo('difusion', evento.data.difusion, { difusion: evento.data.difusion })];
    default:
      return [];
  }
}

/** Now, and again when its time is over, whatever became of the first. */
function alTiempo<Nombre extends 'compra' | 'canje' | 'regalo'>(
  tarea: Nombre,
  id: string,
  datos: Tareas[Nombre],
  vence: string,
): Encargo[] {
  return [encargo(tarea, id, datos), encargo(tarea, `${id}/vence`, datos, { vence })];
}

const trasJugar = (usuarioId: string): Encargo[] => [
  encargo('experiencia', usuarioId, { usuarioId }, { trasMs: EXPERIENCE_AFTER_MS }),
  encargo('referido', usuarioId, { usuarioId }, { trasMs: 0 }),
];

const perfil = (usuarioId: string): Encargo[] => [
  encargo('perfil', usuarioId, { usuarioId }, { trasMs: PROFILE_AFTER_MS }),
];

function avisos({ evento, id }: Hecho, usuarioId: string): Encargo[] {
  const avisar = (aviso: Tareas['aviso']['aviso']): Encargo[] => [
    encargo('aviso', id, { usuarioId, evento: id, aviso }),
  ];
  switch (evento.type) {
    case 'RegaloRecibido':
      return avisar({ tipo: 'regalo_recibido', cantidad: evento.data.cantidad });
    case 'RegaloEntregado':
      return avisar({ tipo: 'regalo_entregado' });
    case 'RegaloDevuelto':
      return evento.data.motivo === 'anulado'
        ? []
        : avisar({ tipo: 'regalo_devuelto', motivo: evento.data.motivo });
    case 'ReferidoPremiado':
      return avisar({ tipo: 'referido_premiado', premio: evento.data.premio?.otorgado ?? 0 });
    case 'ReferidoCalificado':
      return avisar({ tipo: 'referido_calificado', premio: evento.data.premio?.otorgado ?? 0 });
    case 'CompraReembolsada': {
      const { item, precio, moneda } = evento.data;
      return avisar({ tipo: 'compra_reembolsada', item, precio, moneda });
    }
    case 'VipActivado':
      // Telegram charges when the paid time is over: of a renewal, too, the access may begin anew.
      return avisar({
        tipo: evento.data.origen.tipo === 'concesion' ? 'vip_otorgado' : 'vip_renovado',
        hasta: evento.data.hasta,
      });
    case 'VipRenovado':
      return avisar({ tipo: 'vip_renovado', hasta: evento.data.hasta });
    case 'VipTerminado':
      return avisar({ tipo: 'vip_terminado', motivo: evento.data.motivo });
    case 'OfertaHecha': {
      const { item, precio, hasta } = evento.data;
      return avisar({ tipo: 'oferta', item, precio, hasta });
    }
    case 'ArquetipoAsignado':
      return avisar({ tipo: 'arquetipo', arquetipo: evento.data.arquetipo });
    case 'UsuarioSuspendido':
      return avisar({ tipo: 'suspendido' });
    case 'UsuarioReactivado':
      return avisar({ tipo: 'reactivado' });
    default:
      return [];
  }
}
