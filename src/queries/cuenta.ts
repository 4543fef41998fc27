/** What support looks at first of a user, in one round trip: access, offers, reviews, gifts, referrals. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { gruposDe } from './grupos.ts';
import { FilaDeOferta, ofertasDe, selectOfertas } from './ofertas.ts';
import { ResumenDeReferidos, referidosDe, selectReferidos } from './referidos.ts';
import { FilaDeRegalo, regalosDe, selectRegalos } from './regalos.ts';
import { FilaDeRevision, revisionesDe, selectRevisiones } from './revisiones.ts';
import { estadoVip, FilaDeVip, selectVip } from './vip.ts';

const Row = z.object({
  vip: FilaDeVip.nullable(),
  ofertas: z.array(FilaDeOferta),
  revisiones: z.array(FilaDeRevision),
  regalos: z.array(FilaDeRegalo),
  referidos: ResumenDeReferidos,
});
export type Cuenta = z.infer<typeof Row>;

/** Null for somebody who is not known. Offers are those that hold at `ahora` (ISO). */
export async function cuentaDe(database: Database, usuarioId: string, ahora: string): Promise<Cuenta | null> {
  return database.maybeOne(
    sql.type(Row)`
      select (select to_json(v) from (${selectVip(usuarioId)}) v) as vip,
             (select coalesce(json_agg(o), '[]') from (${selectOfertas(usuarioId, ahora)}) o) as ofertas,
             (select coalesce(json_agg(r), '[]') from (${selectRevisiones(usuarioId)}) r) as revisiones,
             (select coalesce(json_agg(g), '[]') from (${selectRegalos(usuarioId)}) g) as regalos,
             (select to_json(f) from (${selectReferidos(usuarioId)}) f) as referidos
      from lectura.usuarios where usuario_id = ${usuarioId}`,
  );
}
cuentaDe.grupos = ['usuarios', ...gruposDe(estadoVip, ofertasDe, revisionesDe, regalosDe, referidosDe)];
