/** Looks at how a user plays once a burst of events is over: the archetype they are, the offer they are made. */
import type { Catalogo } from '../../events/catalogo.ts';
import type { Reglas } from '../../events/reglas.ts';
import { ahoraDe, type Entorno, ordenar, rechazo, usuarioDe } from '../procesos/entorno.ts';
import type { Tareas } from '../tareas.ts';
import { arquetipoDe } from './arquetipo.ts';
import { ofertaPara } from './oferta.ts';

export async function mirarPerfil(
  entorno: Entorno & { catalogo: Catalogo; reglas: Reglas },
  { usuarioId }: Tareas['perfil'],
): Promise<undefined> {
  const usuario = await usuarioDe(entorno, usuarioId);
  if (!usuario || usuario.eliminacion) return;
  const ahora = ahoraDe(entorno);
  const hallado = arquetipoDe(usuario);
  if (hallado && hallado.arquetipo !== usuario.arquetipo)
    await rechazo(
      ordenar(entorno, usuarioId, 'AsignarArquetipo', { usuarioId, ...hallado }, `arquetipo/${ahora}`),
    );
  const { catalogo } = entorno;
  const oferta = ofertaPara(usuario, { catalogo, reglas: catalogo.reglas(entorno.reglas), ahora });
  if (oferta)
    await rechazo(
      ordenar(entorno, usuarioId, 'HacerOferta', { usuarioId, ...oferta }, `oferta/${oferta.hasta}`),
    );
}
