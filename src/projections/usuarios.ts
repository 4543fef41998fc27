/** `usuarios`: who is registered, in which language, what became of the account, until when VIP, and when last seen. */
import { EVENTOS_DE_USUARIO } from '../events/usuario/eventos.ts';
import { defineProjection, type Hecho, usuarioDe } from './definicion.ts';

interface Alta {
  usuarioId: string;
  idioma: string;
  personal: string;
  en: string;
  posicion: bigint;
}

interface Batch {
  altas: Alta[];
  /** The last change of each user in the batch; null leaves a column as it is. */
  cambios: Map<string, Cambio>;
}

interface Cambio {
  idioma: string | null;
  vipHasta: string | null;
  estado: Estado | null;
  arquetipo: string | null;
  /** Empty once the user was erased. */
  personal: '' | null;
  en: string;
}

type Estado = 'activo' | 'suspendido' | 'eliminando' | 'eliminado';

export const usuarios = defineProjection<Batch>({
  grupo: 'usuarios',
  version: 2,
  tablas: ['usuarios'],
  tipos: new Set(EVENTOS_DE_USUARIO.map(({ type }) => type)),

  fold(hechos) {
    const batch: Batch = { altas: [], cambios: new Map() };
    for (const hecho of hechos) apply(batch, hecho);
    return batch;
  },

  async write(client, { altas, cambios }) {
    if (altas.length > 0)
      await client.query({
        name: 'usuarios-altas',
        text: `insert into usuarios (usuario_id, idioma, personal, registrado_en, ultima_actividad_en, posicion)
               select u, i, p, e, e, n from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[])
                 as t (u, i, p, e, n)`,
        values: [
          altas.map(({ usuarioId }) => usuarioId),
          altas.map(({ idioma }) => idioma),
          altas.map(({ personal }) => personal),
          altas.map(({ en }) => en),
          altas.map(({ posicion }) => posicion),
        ],
      });
    const ids = [...cambios.keys()].sort();
    if (ids.length > 0)
      await client.query({
        name: 'usuarios-cambios',
        text: `update usuarios as u set
                 idioma = coalesce(t.idioma, u.idioma),
                 vip_hasta = coalesce(t.vip_hasta, u.vip_hasta),
                 estado = coalesce(t.estado, u.estado),
                 arquetipo = coalesce(t.arquetipo, u.arquetipo),
                 personal = coalesce(t.personal, u.personal),
                 ultima_actividad_en = t.en
               from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::text[])
                 as t (id, idioma, vip_hasta, en, estado, arquetipo, personal)
               where u.usuario_id = t.id`,
        values: [
          ids,
          ids.map((id) => cambios.get(id)!.idioma),
          ids.map((id) => cambios.get(id)!.vipHasta),
          ids.map((id) => cambios.get(id)!.en),
          ids.map((id) => cambios.get(id)!.estado),
          ids.map((id) => cambios.get(id)!.arquetipo),
          ids.map((id) => cambios.get(id)!.personal),
        ],
      });
  },
});

function apply(batch: Batch, hecho: Hecho): void {
  const { evento, metadatos, posicion } = hecho;
  if (!hecho.stream.startsWith('usuario-')) return;
  const usuarioId = usuarioDe(hecho);
  const en = metadatos.occurredAt;
  if (evento.type === 'UsuarioRegistrado') {
    const { idioma, personal } = evento.data;
    batch.altas.push({ usuarioId, idioma, personal, en, posicion });
    return;
  }
  const cambio = batch.cambios.get(usuarioId) ?? {
    idioma: null,
    vipHasta: null,
    estado: null,
    arquetipo: null,
    personal: null,
    en,
  };
  Object.assign(cambio, cambioDe(evento), { en });
  batch.cambios.set(usuarioId, cambio);
}

function cambioDe(evento: Hecho['evento']): Partial<Cambio> {
  switch (evento.type) {
    case 'IdiomaCambiado':
      return { idioma: evento.data.idioma };
    case 'VipActivado':
    case 'VipRenovado':
    case 'VipTerminado':
      return { vipHasta: evento.data.hasta };
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
