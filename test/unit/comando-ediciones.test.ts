/** Whoever reads a story or is in an experience goes on with what they began, unless an editor says otherwise. */
import { describe, it } from 'vitest';
import type { MutableCatalogo } from '../../src/events/catalogo.ts';
import {
  ANA,
  abierto,
  catalogoCon,
  completado,
  componente,
  decision,
  experiencia,
  fragmento,
  hecho,
  item,
  portada,
  recibido,
  registrada,
  terminada,
  tomada,
} from '../support/fixtures.ts';
import { given } from '../support/spec.ts';

const puerto = (...destinos: string[]) =>
  portada({ id: 'puerto', decisiones: destinos.map((destino) => decision({ id: `a-${destino}`, destino })) });
const tomar = (id: string, de = 'puerto') => ({ usuarioId: ANA, fragmento: de, decision: id });
const abrir = (id: string) => ({ usuarioId: ANA, fragmento: id });

/** Edition 1: the port leads to the lighthouse. Edition 2: to the cave, and the lighthouse is withdrawn. */
function dosEdiciones(alcance: 'nuevos' | 'todos'): MutableCatalogo {
  const catalogo = catalogoCon(puerto('faro'), fragmento({ id: 'faro' }));
  catalogo.aplicar(
    hecho('HistoriaPublicada', {
      historia: 'noche',
      edicion: 1,
      fragmentos: { puerto: 1, faro: 1 },
      alcance: 'todos',
    }),
  );
  catalogo.put({ tipo: 'fragmento', version: 2, contenido: puerto('cueva') });
  catalogo.put({ tipo: 'fragmento', version: 1, contenido: fragmento({ id: 'cueva' }) });
  catalogo.aplicar(hecho('FragmentoRetirado', { id: 'faro', version: 1 }));
  catalogo.aplicar(
    hecho('HistoriaPublicada', {
      historia: 'noche',
      edicion: 2,
      fragmentos: { puerto: 2, cueva: 1 },
      alcance,
    }),
  );
  return catalogo;
}
const paraNuevos = dosEdiciones('nuevos');
const paraTodos = dosEdiciones('todos');
const enLaPrimera = [registrada(), abierto('puerto', { edicion: 1 })];

describe('TomarDecision, in an edition', () => {
  it('goes on in the edition it was begun in', () => {
    given(enLaPrimera, { catalogo: paraNuevos })
      .when('TomarDecision', tomar('a-faro'))
      .then([tomada('puerto/a-faro', 'faro', { edicion: 1 })]);
    given(enLaPrimera, { catalogo: paraNuevos })
      .when('TomarDecision', tomar('a-cueva'))
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'decision', id: 'puerto/a-cueva' });
  });

  it('goes on in a later one that is for everybody, and says so', () => {
    given(enLaPrimera, { catalogo: paraTodos })
      .when('TomarDecision', tomar('a-cueva'))
      .then([tomada('puerto/a-cueva', 'cueva', { version: 2, edicion: 2 })]);
    given(enLaPrimera, { catalogo: paraTodos })
      .when('TomarDecision', tomar('a-faro'))
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'decision', id: 'puerto/a-faro' });
  });

  it('goes on in the newest for everybody, for who began before there were any', () => {
    given([registrada(), abierto('puerto')], { catalogo: paraNuevos })
      .when('TomarDecision', tomar('a-faro'))
      .then([tomada('puerto/a-faro', 'faro', { edicion: 1 })]);
  });

  it('goes on as it stands where no edition is for everybody', () => {
    const soloNuevos = catalogoCon(puerto('cueva'), fragmento({ id: 'cueva' }));
    soloNuevos.aplicar(
      hecho('HistoriaPublicada', {
        historia: 'noche',
        edicion: 1,
        fragmentos: { puerto: 1, cueva: 1 },
        alcance: 'nuevos',
      }),
    );
    given([registrada(), abierto('puerto')], { catalogo: soloNuevos })
      .when('TomarDecision', tomar('a-cueva'))
      .then([tomada('puerto/a-cueva', 'cueva')]);
  });
});

describe('TomarDecision, of a story read as it stands', () => {
  const catalogo = catalogoCon(puerto('faro'), fragmento({ id: 'faro' }));
  catalogo.aplicar(hecho('FragmentoRetirado', { id: 'faro', version: 1 }));

  it('leads nobody new to a page that was withdrawn', () => {
    given([registrada(), abierto('puerto')], { catalogo })
      .when('TomarDecision', tomar('a-faro'))
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'fragmento', id: 'faro' });
  });

  it('leads those back who have been there', () => {
    given([registrada(), abierto('faro'), abierto('puerto')], { catalogo })
      .when('TomarDecision', tomar('a-faro'))
      .then([tomada('puerto/a-faro', 'faro')]);
  });
});

describe('AbrirFragmento, in an edition', () => {
  it('begins in the newest edition, whomever it is for', () => {
    for (const catalogo of [paraNuevos, paraTodos])
      given([registrada()], { catalogo })
        .when('AbrirFragmento', abrir('puerto'))
        .then([abierto('puerto', { version: 2, edicion: 2 })]);
  });

  it('begins anew in the newest edition, having read an older one', () => {
    given([...enLaPrimera, tomada('puerto/a-faro', 'faro', { edicion: 1 })], { catalogo: paraNuevos })
      .when('AbrirFragmento', abrir('puerto'))
      .then([abierto('puerto', { version: 2, edicion: 2 })]);
  });

  it('goes back within the edition that was begun', () => {
    const history = [
      ...enLaPrimera,
      tomada('puerto/a-faro', 'faro', { edicion: 1 }),
      abierto('puerto', { edicion: 1 }),
    ];
    given(history, { catalogo: paraNuevos })
      .when('AbrirFragmento', abrir('faro'))
      .then([abierto('faro', { edicion: 1, final: true })]);
  });

  it('changes nothing where the user is', () => {
    given(enLaPrimera, { catalogo: paraTodos }).when('AbrirFragmento', abrir('puerto')).then([]);
  });
});

describe('AbrirFragmento, of a page that was withdrawn', () => {
  const catalogo = catalogoCon(
    puerto('faro'),
    fragmento({ id: 'faro' }),
    item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['faro'] }),
  );
  catalogo.aplicar(hecho('FragmentoRetirado', { id: 'faro', version: 1 }));
  const missing = { tipo: 'fragmento', id: 'faro' };

  it('lets those back who have been there', () => {
    given([registrada(), abierto('faro'), abierto('puerto')], { catalogo })
      .when('AbrirFragmento', abrir('faro'))
      .then([abierto('faro', { final: true })]);
  });

  it('lets nobody new in, whatever they own', () => {
    given([registrada(), recibido('llave', undefined, { tipo: 'desbloqueo' })], { catalogo })
      .when('AbrirFragmento', abrir('faro'))
      .thenRejects('CONTENT_NOT_FOUND', missing);
    given([registrada(), abierto('puerto')], { catalogo })
      .when('AbrirFragmento', abrir('faro'))
      .thenRejects('CONTENT_NOT_FOUND', missing);
  });
});

describe('AbrirFragmento, of a page that a reward has opened', () => {
  const catalogo = catalogoCon(puerto('faro'), fragmento({ id: 'faro', requisitos: { nivel: 9 } }));
  const desbloqueado = hecho('ContenidoDesbloqueado', {
    contenido: 'faro',
    referencia: { tipo: 'nota', id: 'x' },
  });

  it('is entered whatever it requires', () => {
    given([registrada(), desbloqueado], { catalogo })
      .when('AbrirFragmento', abrir('faro'))
      .then([abierto('faro', { final: true })]);
    given([registrada()], { catalogo })
      .when('AbrirFragmento', abrir('faro'))
      .thenRejects('FRAGMENT_NOT_REACHED', { fragmento: 'faro' });
  });
});

/** Version 1 asks one question, version 2 asks two, version 3 asks another. */
function versiones(segunda: 'nuevos' | 'todos', tercera: 'nuevos' | 'todos'): MutableCatalogo {
  const paseo = (...ids: string[]) =>
    experiencia({ id: 'paseo', componentes: ids.map((id) => componente.cuestionario(id, 'si')) });
  const catalogo = catalogoCon();
  for (const [version, contenido, alcance] of [
    [1, paseo('uno'), 'nuevos'],
    [2, paseo('uno', 'dos'), segunda],
    [3, paseo('tres'), tercera],
  ] as const)
    catalogo.aplicar(hecho('ExperienciaPublicada', { version, experiencia: contenido, alcance }));
  return catalogo;
}
const enVersion = (version: number) =>
  hecho('ExperienciaIniciada', { experiencia: 'paseo', version, componentes: 1 });
const completar = (id: string) => ({ usuarioId: ANA, experiencia: 'paseo', componente: id, respuesta: 'si' });

describe('CompletarComponente, in a version', () => {
  it('goes on in the version that was begun', () => {
    given([registrada(), enVersion(1)], { catalogo: versiones('nuevos', 'nuevos') })
      .when('CompletarComponente', completar('uno'))
      .then([completado('paseo/uno', 1, 1), terminada('paseo')]);
    given([registrada(), enVersion(1)], { catalogo: versiones('nuevos', 'nuevos') })
      .when('CompletarComponente', completar('tres'))
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'componente', id: 'paseo/tres' });
  });

  it('goes on in the last one that is for everybody', () => {
    given([registrada(), enVersion(1)], { catalogo: versiones('todos', 'nuevos') })
      .when('CompletarComponente', completar('uno'))
      .then([completado('paseo/uno', 1, 2)]);
    given([registrada(), enVersion(1)], { catalogo: versiones('todos', 'todos') })
      .when('CompletarComponente', completar('tres'))
      .then([completado('paseo/tres', 1, 1), terminada('paseo', { version: 3 })]);
  });

  it('stays in a version that is newer than that', () => {
    given([registrada(), enVersion(3)], { catalogo: versiones('todos', 'nuevos') })
      .when('CompletarComponente', completar('tres'))
      .then([completado('paseo/tres', 1, 1), terminada('paseo', { version: 3 })]);
  });

  it('goes on in the newest where its own is not known', () => {
    given([registrada(), enVersion(9)], { catalogo: versiones('todos', 'nuevos') })
      .when('CompletarComponente', completar('tres'))
      .then([completado('paseo/tres', 1, 1), terminada('paseo', { version: 3 })]);
  });

  it('goes on when it was withdrawn, and nobody begins it', () => {
    const catalogo = versiones('nuevos', 'nuevos');
    catalogo.aplicar(hecho('ExperienciaRetirada', { id: 'paseo', version: 3 }));
    given([registrada(), enVersion(1)], { catalogo })
      .when('CompletarComponente', completar('uno'))
      .then([completado('paseo/uno', 1, 1), terminada('paseo')]);
    given([registrada()], { catalogo })
      .when('IniciarExperiencia', { usuarioId: ANA, experiencia: 'paseo' })
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'experiencia', id: 'paseo' });
  });

  it('begins in the newest version', () => {
    given([registrada()], { catalogo: versiones('todos', 'nuevos') })
      .when('IniciarExperiencia', { usuarioId: ANA, experiencia: 'paseo' })
      .then([hecho('ExperienciaIniciada', { experiencia: 'paseo', version: 3, componentes: 1 })]);
  });
});

describe('PublicarExperiencia, for whom', () => {
  const paseo = experiencia({ id: 'paseo', componentes: [componente.cuestionario('uno', 'si')] });
  const publicada = (version: number, alcance?: 'nuevos' | 'todos') =>
    hecho('ExperienciaPublicada', { version, experiencia: paseo, ...(alcance && { alcance }) });

  it.each(['nuevos', 'todos'] as const)('says so: %s', (alcance) => {
    given([])
      .when('PublicarExperiencia', { experiencia: paseo, alcance })
      .then([publicada(1, alcance)]);
  });

  it('makes an unchanged one everybody’s, once', () => {
    for (const before of [publicada(1), publicada(1, 'nuevos')])
      given([before])
        .when('PublicarExperiencia', { experiencia: paseo, alcance: 'todos' })
        .then([publicada(2, 'todos')]);
    given([publicada(1, 'todos')])
      .when('PublicarExperiencia', { experiencia: paseo, alcance: 'todos' })
      .then([]);
    given([publicada(1, 'todos')])
      .when('PublicarExperiencia', { experiencia: paseo, alcance: 'nuevos' })
      .then([]);
  });
});
