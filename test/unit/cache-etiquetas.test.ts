/** Which cache tags change with what a group applied, and what operators may write for them. */
import { describe, expect, it } from 'vitest';
import { etiquetas } from '../../src/projections/etiquetas.ts';
import { etiquetasDe, etiquetasDeTodas } from '../../src/projections/etiquetas-a-mano.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { ANA, BEA } from '../support/fixtures.ts';

/** Only what tags are made of. */
const en = (stream: string, type: string, data: object = {}) =>
  ({
    stream,
    usuario: stream.slice(stream.indexOf('-') + 1),
    evento: { type, data },
  }) as unknown as Parameters<typeof etiquetas>[1][number];
const deAna = (type: string, data: object = {}) => en(`usuario-${ANA}`, type, data);

describe('tags of what changed', () => {
  it('are of the user and the group', () => {
    expect(etiquetas('dinero', [deAna('BesitosOtorgados')])).toEqual([`${ANA}:dinero`]);
    expect(etiquetas('tienda', [deAna('ItemComprado', { item: 'rosa' })])).toEqual([`${ANA}:tienda`]);
  });

  it('are named once, however many events there are', () => {
    const hechos = [
      deAna('BesitosOtorgados'),
      deAna('BesitosGastados'),
      en(`usuario-${BEA}`, 'BesitosGastados'),
    ];
    expect(etiquetas('dinero', hechos)).toEqual([`${ANA}:dinero`, `${BEA}:dinero`]);
  });

  it.each([
    ['RegaloEnviado', { para: BEA }],
    ['RegaloReclamado', { por: BEA }],
    ['RegaloRecibido', { de: BEA }],
    ['ReferidoRegistrado', { por: BEA }],
    ['ReferidoPremiado', { referido: BEA }],
  ])('are of whom %s names, too', (type, data) => {
    expect(etiquetas('procesos', [deAna(type, data)])).toEqual([`${ANA}:procesos`, `${BEA}:procesos`]);
  });

  it.each([
    ['item-rosa', 'ItemPublicado', 'contenido:item'],
    ['fragmento-inicio', 'FragmentoRetirado', 'contenido:fragmento'],
    ['experiencia-paseo', 'ExperienciaPublicada', 'contenido:experiencia'],
    ['historia-ana', 'HistoriaPublicada', 'contenido:historia'],
    ['configuracion-recompensas', 'RecompensasConfiguradas', 'contenido:configuracion'],
  ])('of %s are of its kind', (stream, type, tag) => {
    expect(etiquetas('catalogo', [en(stream, type)])).toEqual([tag]);
  });

  it('of a process are of its kind and of the user whom it names', () => {
    const reservada = en('existencias-faro', 'ExistenciasReservadas', { item: 'faro', usuarioId: ANA });
    expect(etiquetas('procesos', [reservada])).toEqual(['contenido:existencias', `${ANA}:procesos`]);
    expect(etiquetas('procesos', [en('pago-x', 'PagoRecibido', { usuarioId: null })])).toEqual([
      'contenido:pago',
    ]);
  });

  it('are none for what changes no more than when somebody was last seen', () => {
    expect(etiquetas('usuarios', [deAna('FragmentoAbierto')])).toEqual([]);
    expect(etiquetas('usuarios', [deAna('IdiomaCambiado')])).toEqual([`${ANA}:usuarios`]);
  });

  it('are none for streams that nothing is projected from', () => {
    expect(etiquetas('dinero', [en('$server', 'x'), en('intentos-1', 'x')])).toEqual([]);
  });
});

describe('tags by hand', () => {
  it('are everything, a kind, a user, or a group of one', () => {
    expect(etiquetasDe('todo')).toBe('todo');
    expect(etiquetasDe('contenido:item')).toEqual(['contenido:item']);
    expect(etiquetasDe(`${ANA}:dinero`)).toEqual([`${ANA}:dinero`]);
    expect(etiquetasDe(ANA)).toEqual(PROJECTIONS.map(({ grupo }) => `${ANA}:${grupo}`));
  });

  it.each(['', 'nada', 'contenido:usuario', 'contenido', `${ANA}:nada`, `${ANA}:dinero:x`, 'x:dinero'])(
    'are not "%s"',
    (palabra) => {
      expect(etiquetasDe(palabra)).toBeNull();
      expect(() => etiquetasDeTodas(['contenido:item', palabra])).toThrow(RangeError);
    },
  );

  it('are put together, and everything is everything', () => {
    expect(etiquetasDeTodas(['contenido:item', `${ANA}:dinero`])).toEqual([
      'contenido:item',
      `${ANA}:dinero`,
    ]);
    expect(etiquetasDeTodas(['contenido:item', 'todo'])).toBe('all');
  });
});
