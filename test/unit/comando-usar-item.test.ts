import { describe, it } from 'vitest';
import { ANA, catalogoCon, comprado, hecho, item, recibido, registrada, texto } from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

const catalogo = catalogoCon(
  item({ id: 'bengala' }),
  item({ id: 'caja', uso: { texto: texto('Se abre.'), items: ['bengala', 'medalla'] } }),
  item({ id: 'trampa', uso: { texto: texto('Se rompe.'), items: ['nada'] } }),
  item({ id: 'medalla', tipo: 'unico' }),
);
const usar = (id: string) => ({ usuarioId: ANA, item: id });
const usado = (id: string) => hecho('ItemUsado', { item: id, version: 1 });
const deCaja = { tipo: 'item', id: 'caja' } as const;

describe('UsarItem', () => {
  it('uses one up', () => {
    given([registrada(), comprado('bengala'), comprado('bengala')], { catalogo })
      .when('UsarItem', usar('bengala'))
      .then([{ type: 'ItemUsado', data: { item: 'bengala', version: 1 } }]);
    given([registrada(), comprado('bengala')], { catalogo })
      .when('UsarItem', usar('bengala'))
      .then([usado('bengala')]);
  });

  it('gives what using it gives, and no second of what one can own once', () => {
    given([registrada(), recibido('caja')], { catalogo })
      .when('UsarItem', usar('caja'))
      .then([usado('caja'), recibido('bengala', deCaja), recibido('medalla', deCaja, { tipo: 'unico' })]);
    given([registrada(), recibido('caja'), recibido('medalla', undefined, { tipo: 'unico' })], { catalogo })
      .when('UsarItem', usar('caja'))
      .then([usado('caja'), recibido('bengala', deCaja)]);
  });

  it('is refused for what is not published, not used up, or not owned, in this order', () => {
    given([registrada()], { catalogo })
      .when('UsarItem', usar('nada'))
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'nada' });
    given([registrada()], { catalogo })
      .when('UsarItem', usar('medalla'))
      .thenRejects('ITEM_NOT_USABLE', { item: 'medalla' });
    given([registrada()], { catalogo })
      .when('UsarItem', usar('bengala'))
      .thenRejects('ITEM_NOT_OWNED', { item: 'bengala' });
    given([registrada(), comprado('bengala'), usado('bengala')], { catalogo })
      .when('UsarItem', usar('bengala'))
      .thenRejects('ITEM_NOT_OWNED', { item: 'bengala' });
  });

  it('is refused where what it gives is not published', () => {
    given([registrada(), comprado('trampa')], { catalogo })
      .when('UsarItem', usar('trampa'))
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'nada' });
  });

  it('goes on when the item was withdrawn: who owns it keeps it', () => {
    const retirada = catalogoCon(item({ id: 'bengala' }));
    retirada.aplicar(hecho('ItemRetirado', { id: 'bengala', version: 1 }));
    given([registrada(), comprado('bengala')], { catalogo: retirada })
      .when('UsarItem', usar('bengala'))
      .then([usado('bengala')]);
  });

  it('is refused for who may not act', () => {
    refusesWhoMayNotAct('UsarItem', usar('nada'), { catalogo });
  });
});
