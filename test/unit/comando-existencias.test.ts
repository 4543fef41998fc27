import { describe, it } from 'vitest';
import {
  AHORA,
  ANA,
  BEA,
  catalogoCon,
  DESPUES,
  hecho,
  item,
  OTRO_PROCESO,
  PROCESO,
} from '../support/fixtures.ts';
import { given } from '../support/spec.ts';

const repuestas = (cantidad: number) =>
  hecho('ExistenciasRepuestas', { item: 'lamina', cantidad, motivo: 'tirada' });
const reservada = (reserva = PROCESO, usuarioId = ANA) =>
  hecho('ExistenciasReservadas', { item: 'lamina', reserva, usuarioId, hasta: AHORA });
const vendida = hecho('ReservaConfirmada', { item: 'lamina', reserva: PROCESO });
const liberada = (motivo = 'caducada', reserva = PROCESO) =>
  hecho('ReservaLiberada', { item: 'lamina', reserva, motivo });
const devuelta = hecho('ExistenciaDevuelta', { item: 'lamina', reserva: PROCESO });
const esta = { item: 'lamina', reserva: PROCESO };
const reservar = { ...esta, usuarioId: ANA, hasta: AHORA };

describe('ReponerExistencias', () => {
  const catalogo = catalogoCon(
    item({ id: 'lamina', tipo: 'limitado', existencias: 5 }),
    item({ id: 'bengala' }),
  );
  const reponer = (id: string) => ({ item: id, cantidad: 20, motivo: 'tirada' });

  it('brings units in, each time', () => {
    given([], { catalogo })
      .when('ReponerExistencias', reponer('lamina'))
      .then([repuestas(20)]);
    given([repuestas(20)], { catalogo })
      .when('ReponerExistencias', reponer('lamina'))
      .then([repuestas(20)]);
  });

  it('is refused for what is not published, and for what is not limited', () => {
    given([], { catalogo })
      .when('ReponerExistencias', reponer('nada'))
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'nada' });
    given([], { catalogo })
      .when('ReponerExistencias', reponer('bengala'))
      .thenRejects('ITEM_NOT_AVAILABLE', { item: 'bengala', motivo: 'retirado' });
  });
});

describe('ReservarExistencias', () => {
  it('reserves the last unit, and then none', () => {
    given([repuestas(1)])
      .when('ReservarExistencias', reservar)
      .then([reservada()]);
    given([repuestas(1), reservada(OTRO_PROCESO)])
      .when('ReservarExistencias', reservar)
      .thenRejects('ITEM_NOT_AVAILABLE', { item: 'lamina', motivo: 'agotado' });
    given([])
      .when('ReservarExistencias', reservar)
      .thenRejects('ITEM_NOT_AVAILABLE', { item: 'lamina', motivo: 'agotado' });
  });

  it('reserves a unit that was set free, and one that came back', () => {
    given([repuestas(1), reservada(OTRO_PROCESO), liberada('caducada', OTRO_PROCESO)])
      .when('ReservarExistencias', reservar)
      .then([reservada()]);
    given([repuestas(1), reservada(), vendida, devuelta])
      .when('ReservarExistencias', { ...reservar, reserva: OTRO_PROCESO })
      .then([reservada(OTRO_PROCESO)]);
  });

  it('changes nothing where it reserves already, whatever became of it', () => {
    given([repuestas(1), reservada()])
      .when('ReservarExistencias', reservar)
      .then([]);
    given([repuestas(1), reservada(), vendida])
      .when('ReservarExistencias', reservar)
      .then([]);
    given([repuestas(1), reservada(), vendida, devuelta])
      .when('ReservarExistencias', reservar)
      .then([]);
  });

  it('never makes a reservation that was released, not even before it was made', () => {
    given([repuestas(2), reservada(), liberada()])
      .when('ReservarExistencias', reservar)
      .thenRejects('RESERVATION_RELEASED', { reserva: PROCESO });
    given([repuestas(2), liberada()])
      .when('ReservarExistencias', reservar)
      .thenRejects('RESERVATION_RELEASED', { reserva: PROCESO });
  });

  describe('in place of another', () => {
    const enLugarDe = { ...reservar, enLugarDe: OTRO_PROCESO };

    it('takes the unit over, where no other is left', () => {
      given([repuestas(1), reservada(OTRO_PROCESO)])
        .when('ReservarExistencias', enLugarDe)
        .then([liberada('traspaso', OTRO_PROCESO), reservada()]);
    });

    it('takes no unit of somebody else', () => {
      given([repuestas(1), reservada(OTRO_PROCESO, BEA)])
        .when('ReservarExistencias', enLugarDe)
        .thenRejects('ITEM_NOT_AVAILABLE', { item: 'lamina', motivo: 'agotado' });
    });

    it('takes a unit of its own where the other stands no more, or never did', () => {
      given([repuestas(1), reservada(OTRO_PROCESO), liberada('caducada', OTRO_PROCESO)])
        .when('ReservarExistencias', enLugarDe)
        .then([reservada()]);
      given([repuestas(1)])
        .when('ReservarExistencias', enLugarDe)
        .then([reservada()]);
      given([liberada('caducada', OTRO_PROCESO)])
        .when('ReservarExistencias', enLugarDe)
        .thenRejects('ITEM_NOT_AVAILABLE', { item: 'lamina', motivo: 'agotado' });
    });
  });

  it('says until when', () => {
    given([repuestas(1)])
      .when('ReservarExistencias', { ...reservar, hasta: DESPUES })
      .then([hecho('ExistenciasReservadas', { ...esta, usuarioId: ANA, hasta: DESPUES })]);
  });
});

describe('ConfirmarReserva', () => {
  it('sells the unit, once', () => {
    given([repuestas(1), reservada()])
      .when('ConfirmarReserva', esta)
      .then([vendida]);
    given([repuestas(1), reservada(), vendida])
      .when('ConfirmarReserva', esta)
      .then([]);
    given([repuestas(1), reservada(), vendida, devuelta])
      .when('ConfirmarReserva', esta)
      .then([]);
  });

  it('is refused for what was released, and for what was never reserved', () => {
    given([repuestas(1), reservada(), liberada()])
      .when('ConfirmarReserva', esta)
      .thenRejects('RESERVATION_RELEASED', { reserva: PROCESO });
    given([repuestas(1)])
      .when('ConfirmarReserva', esta)
      .thenRejects('RESERVATION_RELEASED', { reserva: PROCESO });
  });
});

describe('LiberarReserva', () => {
  it('sets the unit free, once', () => {
    given([repuestas(1), reservada()])
      .when('LiberarReserva', { ...esta, motivo: 'caducada' })
      .then([liberada()]);
    given([repuestas(1), reservada(), liberada()])
      .when('LiberarReserva', { ...esta, motivo: 'otro' })
      .then([]);
  });

  it('also before there is one, so that there never is', () => {
    given([])
      .when('LiberarReserva', { ...esta, motivo: 'anulada' })
      .then([liberada('anulada')]);
  });

  it('leaves a sold unit alone', () => {
    given([repuestas(1), reservada(), vendida])
      .when('LiberarReserva', { ...esta, motivo: 'caducada' })
      .then([]);
  });
});

describe('DevolverExistencia', () => {
  it('takes a sold unit back, once', () => {
    given([repuestas(1), reservada(), vendida])
      .when('DevolverExistencia', esta)
      .then([devuelta]);
    given([repuestas(1), reservada(), vendida, devuelta])
      .when('DevolverExistencia', esta)
      .then([]);
  });

  it('takes nothing back that was not sold', () => {
    given([repuestas(1), reservada()])
      .when('DevolverExistencia', esta)
      .then([]);
    given([repuestas(1)])
      .when('DevolverExistencia', esta)
      .then([]);
  });
});
