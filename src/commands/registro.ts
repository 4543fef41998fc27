/** Every command the bus accepts, by name. Adding one is: a file with its schema and `decide`, and a line here. */
import type { z } from 'zod';
import { RegistrarConciliacion } from './administracion/conciliacion.ts';
import { CambiarFuncion, ConfigurarRecompensas } from './administracion/configuracion.ts';
import {
  CrearDifusion,
  DetenerDifusion,
  ReanudarDifusion,
  TerminarDifusion,
} from './administracion/difusion.ts';
import {
  MarcarUsuario,
  OtorgarVip,
  ReactivarUsuario,
  ResolverRevision,
  SuspenderUsuario,
} from './administracion/usuarios.ts';
import { CambiarPrecio } from './contenido/cambiar-precio.ts';
import { HacerPublicacion } from './contenido/hacer-publicacion.ts';
import { PublicarExperiencia } from './contenido/publicar-experiencia.ts';
import { PublicarFragmento } from './contenido/publicar-fragmento.ts';
import { PublicarHistoria } from './contenido/publicar-historia.ts';
import { PublicarItem } from './contenido/publicar-item.ts';
import { RetirarExperiencia, RetirarFragmento, RetirarItem } from './contenido/retirar.ts';
import {
  AplicarAjuste,
  AprobarAjuste,
  AsentarAjuste,
  RechazarAjuste,
  SolicitarAjuste,
} from './economia/ajustes.ts';
import { OtorgarBesitos } from './economia/otorgar-besitos.ts';
import { ReembolsarCompra } from './economia/reembolsar-compra.ts';
import { RetirarBesitos } from './economia/retirar-besitos.ts';
import { RevertirMovimiento } from './economia/revertir-movimiento.ts';
import {
  CancelarCanje,
  CompletarCanje,
  ConfirmarCanje,
  CrearCodigo,
  LiberarCanje,
  ReservarCanje,
} from './procesos/canje.ts';
import { CancelarCompra, ConfirmarCompra } from './procesos/compra.ts';
import { ConfirmarCancelacion, EntregarPago, RenovarVip, RevocarPago } from './procesos/entrega.ts';
import {
  ConfirmarReserva,
  DevolverExistencia,
  LiberarReserva,
  ReponerExistencias,
  ReservarExistencias,
} from './procesos/existencias.ts';
import {
  ConfirmarEntrega,
  ConfirmarRevocacion,
  RegistrarPago,
  RegistrarReembolso,
  SolicitarReembolso,
} from './procesos/pago.ts';
import { AceptarPedido, CerrarPedido } from './procesos/pedido.ts';
import { CalificarReferido, PremiarReferido } from './procesos/referido.ts';
import { ConfirmarRegalo, DevolverRegalo, RecibirRegalo, RehusarRegalo } from './procesos/regalo.ts';
import {
  AsignarArquetipo,
  CaducarBesitos,
  DesbloquearContenido,
  EliminarUsuario,
  HacerOferta,
} from './procesos/sistema.ts';
import { AbrirFragmento } from './usuario/abrir-fragmento.ts';
import { CambiarIdioma } from './usuario/cambiar-idioma.ts';
import { CancelarVip } from './usuario/cancelar-vip.ts';
import { CanjearCodigo } from './usuario/canjear-codigo.ts';
import { CompletarComponente } from './usuario/completar-componente.ts';
import { ComprarItem } from './usuario/comprar-item.ts';
import { EliminarMisDatos } from './usuario/eliminar-mis-datos.ts';
import { IniciarExperiencia } from './usuario/iniciar-experiencia.ts';
import { Reaccionar } from './usuario/reaccionar.ts';
import { ReaccionarPublicacion } from './usuario/reaccionar-publicacion.ts';
import { ReclamarRegalo } from './usuario/reclamar-regalo.ts';
import { ReclamarRegaloDiario } from './usuario/reclamar-regalo-diario.ts';
import { ReferirUsuario } from './usuario/referir-usuario.ts';
import { RegalarBesitos } from './usuario/regalar-besitos.ts';
import { RegistrarUsuario } from './usuario/registrar-usuario.ts';
import { SuscribirVip } from './usuario/suscribir-vip.ts';
import { TomarDecision } from './usuario/tomar-decision.ts';
import { UsarItem } from './usuario/usar-item.ts';

export const COMANDOS = {
  // What users do.
  RegistrarUsuario,
  CambiarIdioma,
  AbrirFragmento,
  TomarDecision,
  Reaccionar,
  ReaccionarPublicacion,
  ReclamarRegaloDiario,
  ComprarItem,
  UsarItem,
  SuscribirVip,
  CancelarVip,
  IniciarExperiencia,
  CompletarComponente,
  RegalarBesitos,
  ReclamarRegalo,
  CanjearCodigo,
  ReferirUsuario,
  EliminarMisDatos,
  // What admins do to the economy and to users.
  OtorgarBesitos,
  RetirarBesitos,
  RevertirMovimiento,
  ReembolsarCompra,
  SolicitarAjuste,
  AprobarAjuste,
  RechazarAjuste,
  OtorgarVip,
  MarcarUsuario,
  ResolverRevision,
  SuspenderUsuario,
  ReactivarUsuario,
  ConfigurarRecompensas,
  CrearCodigo,
  CambiarFuncion,
  CrearDifusion,
  DetenerDifusion,
  ReanudarDifusion,
  // What editors publish and withdraw.
  PublicarFragmento,
  RetirarFragmento,
  PublicarHistoria,
  PublicarExperiencia,
  RetirarExperiencia,
  PublicarItem,
  CambiarPrecio,
  ReponerExistencias,
  RetirarItem,
  HacerPublicacion,
  // What the system's processes do.
  ReservarExistencias,
  ConfirmarReserva,
  LiberarReserva,
  DevolverExistencia,
  ConfirmarCompra,
  CancelarCompra,
  ReservarCanje,
  CompletarCanje,
  CancelarCanje,
  ConfirmarCanje,
  LiberarCanje,
  RecibirRegalo,
  RehusarRegalo,
  ConfirmarRegalo,
  DevolverRegalo,
  CalificarReferido,
  PremiarReferido,
  AceptarPedido,
  CerrarPedido,
  RegistrarPago,
  EntregarPago,
  RenovarVip,
  ConfirmarEntrega,
  SolicitarReembolso,
  RegistrarReembolso,
  RevocarPago,
  ConfirmarRevocacion,
  ConfirmarCancelacion,
  AplicarAjuste,
  AsentarAjuste,
  CaducarBesitos,
  DesbloquearContenido,
  AsignarArquetipo,
  HacerOferta,
  EliminarUsuario,
  TerminarDifusion,
  RegistrarConciliacion,
} as const;

export type TipoDeComando = keyof typeof COMANDOS;
/** What a command is sent with; fields with a default may be left out. */
export type DatosDe<Tipo extends TipoDeComando> = z.input<(typeof COMANDOS)[Tipo]['schema']>;
