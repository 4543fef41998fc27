/** `analytics_registro`: what users did and met, event by event, with a few properties; none of them says who somebody is. */
import type { Evento } from '../../events/registro.ts';
import { type Hecho, usuarioDe } from '../definicion.ts';
import { defineDiario } from '../filas.ts';

/** What is kept of an event's data; of movements nothing, since `movimientos` holds them whole. */
const PROPIEDADES: { readonly [Tipo in Evento['type']]?: readonly string[] } = {
  UsuarioRegistrado: ['idioma'],
  IdiomaCambiado: ['idioma'],
  UsuarioSuspendido: [],
  UsuarioReactivado: [],
  UsuarioMarcado: ['severidad'],
  RevisionResuelta: ['resultado'],
  ArquetipoAsignado: ['arquetipo', 'puntaje'],
  EliminacionSolicitada: ['motivo'],
  UsuarioEliminado: [],
  FragmentoAbierto: ['historia', 'fragmento', 'final'],
  DecisionTomada: ['historia', 'fragmento', 'decision', 'destino', 'final', 'primera'],
  ContenidoReaccionado: ['fragmento', 'emoji'],
  PublicacionReaccionada: ['publicacion', 'emoji'],
  ExperienciaIniciada: ['experiencia'],
  ComponenteCompletado: ['experiencia', 'componente'],
  ExperienciaCompletada: ['experiencia'],
  ContenidoDesbloqueado: ['contenido'],
  CompraIniciada: ['item', 'precio'],
  CompraCancelada: ['item', 'motivo'],
  ItemComprado: ['item', 'tipo', 'precio', 'moneda'],
  ItemOtorgado: ['item', 'tipo'],
  ItemUsado: ['item'],
  CompraReembolsada: ['item', 'precio', 'moneda'],
  CanjeIniciado: ['codigo'],
  CodigoCanjeado: ['codigo'],
  CanjeCancelado: ['codigo', 'motivo'],
  OfertaHecha: ['item', 'precio'],
  PedidoCreado: ['estrellas'],
  PedidoAceptado: [],
  PedidoCerrado: ['motivo'],
  PagoEntregado: ['estrellas'],
  PagoRevocado: [],
  VipActivado: [],
  VipRenovado: [],
  VipCancelado: [],
  VipTerminado: ['motivo'],
  RegaloDiarioReclamado: ['racha'],
  RegaloEnviado: ['cantidad'],
  RegaloRecibido: ['cantidad'],
  RegaloDevuelto: ['motivo'],
  ReferidoRegistrado: [],
  ReferidoCalificado: [],
  ReferidoPremiado: [],
};

export const TIPOS_DE_ACTIVIDAD = Object.keys(PROPIEDADES) as Evento['type'][];
const ACTIVIDAD: ReadonlySet<string> = new Set(TIPOS_DE_ACTIVIDAD);

/** Whether an event is counted among what users did and met. */
export const esActividad = ({ evento }: Hecho): boolean => ACTIVIDAD.has(evento.type);

type Entrada = {
  evento_id: string;
  posicion: string;
  tipo: string;
  usuario_id: string;
  ocurrido_en: string;
  propiedades: Record<string, unknown>;
};

export const registro = defineDiario<Entrada>({
  tabla: 'analytics_registro',
  clave: ['posicion'],
  mes: 'ocurrido_en',
  padre: { tabla: 'analytics_events', valor: 'registro' },
  columnas: {
    evento_id: 'uuid',
    posicion: 'posicion',
    tipo: 'text',
    usuario_id: 'uuid',
    ocurrido_en: 'instante',
    propiedades: 'jsonb',
  },
  tipos: TIPOS_DE_ACTIVIDAD,
  entradas: (hecho) => [
    {
      evento_id: hecho.id,
      posicion: hecho.posicion.toString(),
      tipo: hecho.evento.type,
      usuario_id: usuarioDe(hecho),
      ocurrido_en: hecho.metadatos.occurredAt,
      propiedades: propiedadesDe(hecho.evento),
    },
  ],
});

function propiedadesDe({ type, data }: Evento): Record<string, unknown> {
  const propiedades: Record<string, unknown> = {};
  for (const nombre of PROPIEDADES[type]!) propiedades[nombre] = (data as Record<string, unknown>)[nombre];
  // What was bought with Stars, and where an access comes from, stand one level down.
  if ('objeto' in data && data.objeto) propiedades.objeto = data.objeto.tipo;
  if ('origen' in data && typeof data.origen === 'object') propiedades.origen = data.origen.tipo;
  return propiedades;
}
