/** `usuarios`: who is registered, in which language, what became of the account, until when VIP, and when last seen. */
import { EVENTOS_DE_USUARIO } from '../events/usuario/eventos.ts';
import { type Hecho, usuarioDe } from './definicion.ts';
import { defineTabla, proyeccionDeFilas } from './filas.ts';

type Usuario = {
  usuario_id: string;
  idioma: string;
  /** Empty once the user was erased. */
  personal: string;
  vip_hasta: string | null;
  registrado_en: string;
  ultima_actividad_en: string;
  posicion: string;
  estado: 'activo' | 'suspendido' | 'eliminando' | 'eliminado';
  arquetipo: string | null;
};

const usuariosTabla = defineTabla<Usuario>({
  tabla: 'usuarios',
  clave: ['usuario_id'],
  columnas: {
    usuario_id: 'uuid',
    idioma: 'text',
    personal: 'text',
    vip_hasta: 'instante',
    registrado_en: 'instante',
    ultima_actividad_en: 'instante',
    posicion: 'posicion',
    estado: 'text',
    arquetipo: 'text',
  },
  tipos: EVENTOS_DE_USUARIO.map(({ type }) => type),
  pasos(hecho) {
    const { evento, metadatos, posicion, stream } = hecho;
    // Some of these types stand in the streams of processes too.
    if (!stream.startsWith('usuario-')) return [];
    const usuario_id = usuarioDe(hecho);
    const en = metadatos.occurredAt;
    if (evento.type === 'UsuarioRegistrado') {
      const { idioma, personal } = evento.data;
      const alta: Usuario = {
        usuario_id,
        idioma,
        personal,
        vip_hasta: null,
        registrado_en: en,
        ultima_actividad_en: en,
        posicion: posicion.toString(),
        estado: 'activo',
        arquetipo: null,
      };
      return [{ clave: { usuario_id }, cambia: () => alta }];
    }
    const cambio = cambioDe(evento);
    return [
      { clave: { usuario_id }, cambia: (fila) => fila && { ...fila, ...cambio, ultima_actividad_en: en } },
    ];
  },
});

function cambioDe(evento: Hecho['evento']): Partial<Usuario> {
  switch (evento.type) {
    case 'IdiomaCambiado':
      return { idioma: evento.data.idioma };
    case 'VipActivado':
    case 'VipRenovado':
    case 'VipTerminado':
      return { vip_hasta: evento.data.hasta };
    case 'ArquetipoAsignado':
      return { arquetipo: evento.data.arquetipo };
    case 'UsuarioSuspendido':
      return { estado: 'suspendido' };
    case 'UsuarioReactivado':
      return { estado: 'activo' };
    case 'EliminacionSolicitada':
      return { estado: 'eliminando' };
    case 'UsuarioEliminado':
      return { estado: 'eliminado', personal: '' };
    default:
      return {};
  }
}

export const usuarios = proyeccionDeFilas('usuarios', 2, [usuariosTabla]);
