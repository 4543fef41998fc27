/** `existencias` and `reservas`: stock of limited items, counted, and what every reservation came to. */
import { defineTabla, type Paso } from '../filas.ts';

type Existencias = {
  item: string;
  disponibles: number;
  reservadas: number;
  vendidas: number;
  repuestas: number;
  /** Reservations that stand: one that is released without having been made frees nothing. */
  abiertas: Record<string, true>;
  actualizado_en: string;
};

const TIPOS = [
  'ExistenciasRepuestas',
  'ExistenciasReservadas',
  'ReservaConfirmada',
  'ReservaLiberada',
  'ExistenciaDevuelta',
] as const;

export const existencias = defineTabla<Existencias>({
  tabla: 'existencias',
  clave: ['item'],
  columnas: {
    item: 'text',
    disponibles: 'int8',
    reservadas: 'int8',
    vendidas: 'int8',
    repuestas: 'int8',
    abiertas: 'jsonb',
    actualizado_en: 'instante',
  },
  tipos: TIPOS,
  pasos({ evento, metadatos }) {
    const paso = (
      item: string,
      cambia: (antes: Existencias) => Partial<Existencias>,
    ): Paso<Existencias>[] => [
      {
        clave: { item },
        cambia(fila) {
          const antes = fila ?? vacias(item, metadatos.occurredAt);
          return { ...antes, ...cambia(antes), actualizado_en: metadatos.occurredAt };
        },
      },
    ];
    switch (evento.type) {
      case 'ExistenciasRepuestas': {
        const { item, cantidad } = evento.data;
        return paso(item, ({ disponibles, repuestas }) => ({
          disponibles: disponibles + cantidad,
          repuestas: repuestas + cantidad,
        }));
      }
      case 'ExistenciasReservadas': {
        const { item, reserva } = evento.data;
        return paso(item, ({ disponibles, reservadas, abiertas }) => ({
          disponibles: disponibles - 1,
          reservadas: reservadas + 1,
          abiertas: { ...abiertas, [reserva]: true },
        }));
      }
      case 'ReservaConfirmada': {
        const { item, reserva } = evento.data;
        return paso(item, ({ reservadas, vendidas, abiertas }) => ({
          reservadas: reservadas - 1,
          vendidas: vendidas + 1,
          abiertas: sin(abiertas, reserva),
        }));
      }
      case 'ReservaLiberada': {
        const { item, reserva } = evento.data;
        return paso(item, ({ disponibles, reservadas, abiertas }) =>
          abiertas[reserva]
            ? { disponibles: disponibles + 1, reservadas: reservadas - 1, abiertas: sin(abiertas, reserva) }
            : {},
        );
      }
      case 'ExistenciaDevuelta':
        return paso(evento.data.item, ({ disponibles, vendidas }) => ({
          disponibles: disponibles + 1,
          vendidas: vendidas - 1,
        }));
      default:
        return [];
    }
  },
});

const vacias = (item: string, en: string): Existencias => ({
  item,
  disponibles: 0,
  reservadas: 0,
  vendidas: 0,
  repuestas: 0,
  abiertas: {},
  actualizado_en: en,
});

function sin(abiertas: Existencias['abiertas'], reserva: string): Existencias['abiertas'] {
  const { [reserva]: _gone, ...rest } = abiertas;
  return rest;
}

type Reserva = {
  item: string;
  reserva: string;
  usuario_id: string | null;
  hasta: string | null;
  estado: string;
  en: string;
};

export const reservas = defineTabla<Reserva>({
  tabla: 'reservas',
  clave: ['item', 'reserva'],
  columnas: {
    item: 'text',
    reserva: 'uuid',
    usuario_id: 'uuid',
    hasta: 'instante',
    estado: 'text',
    en: 'instante',
  },
  tipos: TIPOS,
  pasos({ evento, metadatos }) {
    const en = metadatos.occurredAt;
    const pasa = (
      { item, reserva }: { item: string; reserva: string },
      estado: string,
      mas: Partial<Reserva> = {},
    ): Paso<Reserva>[] => [
      {
        clave: { item, reserva },
        cambia: (fila) => ({
          ...(fila ?? { item, reserva, usuario_id: null, hasta: null }),
          ...mas,
          estado,
          en,
        }),
      },
    ];
    switch (evento.type) {
      case 'ExistenciasReservadas': {
        const { usuarioId: usuario_id, hasta } = evento.data;
        return pasa(evento.data, 'reservada', { usuario_id, hasta });
      }
      case 'ReservaConfirmada':
        return pasa(evento.data, 'vendida');
      case 'ReservaLiberada':
        return pasa(evento.data, 'liberada');
      case 'ExistenciaDevuelta':
        return pasa(evento.data, 'devuelta');
      default:
        return [];
    }
  },
});
