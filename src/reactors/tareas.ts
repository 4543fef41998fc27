/** The work that follows from events: what each task is told. A task finds out for itself what there is left to do. */
import type { Evento } from '../events/registro.ts';

/** A notice to a user; the words are the bot's. */
export type Aviso =
  | { tipo: 'regalo_recibido'; cantidad: number }
  | { tipo: 'regalo_devuelto'; motivo: string }
  | { tipo: 'regalo_entregado' }
  | { tipo: 'referido_premiado'; premio: number }
  | { tipo: 'referido_calificado'; premio: number }
  | { tipo: 'compra_cancelada'; item: string; motivo: string }
  | { tipo: 'compra_reembolsada'; item: string; precio: number; moneda: string }
  | { tipo: 'ajuste'; importe: number }
  | { tipo: 'vip_otorgado'; hasta: string }
  | { tipo: 'vip_renovado'; hasta: string }
  | { tipo: 'vip_terminado'; motivo: string }
  | { tipo: 'vip_por_vencer'; hasta: string }
  | { tipo: 'oferta'; item: string; precio: number; hasta: string }
  | { tipo: 'arquetipo'; arquetipo: string }
  | { tipo: 'experiencia_completada'; experiencia: string; premio: number }
  | { tipo: 'suspendido' }
  | { tipo: 'reactivado' };

export interface Tareas {
  compra: { usuarioId: string; compra: string; item: string };
  canje: { usuarioId: string; canje: string; codigo: string };
  regalo: { usuarioId: string; regalo: string };
  pedido: { usuarioId: string; pedido: string; item: string | null };
  pago: { pago: string };
  /** Stars of a refunded purchase go back. */
  reembolso: { pago: string; motivo: string };
  /** The unit of a refunded purchase goes back into stock. */
  devolucion: { item: string; compra: string };
  ajuste: { ajuste: string };
  referido: { usuarioId: string };
  desbloqueo: { usuarioId: string; item: string; origen: string };
  experiencia: { usuarioId: string };
  suscripcion: { usuarioId: string };
  eliminacion: { usuarioId: string };
  caducidad: { usuarioId: string };
  vencimiento_vip: { usuarioId: string; hasta: string };
  aviso: { usuarioId: string; evento: string; aviso: Aviso };
  difusion: { difusion: string };
  perfil: { usuarioId: string };
  fraude: { usuarioId: string; revision: number };
  conciliacion: { dia: string };
}

export type NombreDeTarea = keyof Tareas;

/** A task that is to be done: at once, so many milliseconds from now, or once the program's clock shows an instant. */
export type Encargo = {
  [Nombre in NombreDeTarea]: {
    tarea: Nombre;
    /** One that waits under the same key is replaced. */
    clave: string;
    datos: Tareas[Nombre];
    /** ISO instant by the program's clock. */
    vence?: string;
    trasMs?: number;
  };
}[NombreDeTarea];

/** An event as the reactors see it. */
export interface Hecho {
  evento: Evento;
  id: string;
  stream: string;
  revision: number;
  /** ISO instant. */
  ocurrido: string;
}

/** Does one task; with an instant, it is to be tried again once the program's clock shows it. */
export type Ejecutor<Nombre extends NombreDeTarea> = (
  datos: Tareas[Nombre],
) => Promise<undefined | { otraVez: string }>;

export type Ejecutores = { [Nombre in NombreDeTarea]: Ejecutor<Nombre> };
