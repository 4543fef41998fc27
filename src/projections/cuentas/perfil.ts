/** `arquetipos`, `rachas`, `ofertas`: how a user behaves, comes back, and is tempted. */
import { usuarioDe } from '../definicion.ts';
import { defineTabla } from '../filas.ts';

type Arquetipo = { usuario_id: string; arquetipo: string; puntaje: number; desde: string };

export const arquetipos = defineTabla<Arquetipo>({
  tabla: 'arquetipos',
  clave: ['usuario_id'],
  columnas: { usuario_id: 'uuid', arquetipo: 'text', puntaje: 'int4', desde: 'instante' },
  tipos: ['ArquetipoAsignado'],
  pasos(hecho) {
    const { evento, metadatos } = hecho;
    if (evento.type !== 'ArquetipoAsignado') return [];
    const { arquetipo, puntaje } = evento.data;
    const usuario_id = usuarioDe(hecho);
    return [
      {
        clave: { usuario_id },
        cambia: () => ({ usuario_id, arquetipo, puntaje, desde: metadatos.occurredAt }),
      },
    ];
  },
});

type Racha = { usuario_id: string; dia: string; racha: number; mejor: number };

export const rachas = defineTabla<Racha>({
  tabla: 'rachas',
  clave: ['usuario_id'],
  columnas: { usuario_id: 'uuid', dia: 'date', racha: 'int4', mejor: 'int4' },
  tipos: ['RegaloDiarioReclamado'],
  pasos(hecho) {
    const { evento } = hecho;
    if (evento.type !== 'RegaloDiarioReclamado') return [];
    const { dia, racha } = evento.data;
    const usuario_id = usuarioDe(hecho);
    return [
      {
        clave: { usuario_id },
        cambia: (fila) => ({ usuario_id, dia, racha, mejor: Math.max(racha, fila?.mejor ?? 0) }),
      },
    ];
  },
});

type Oferta = {
  usuario_id: string;
  item: string;
  oferta: string;
  precio: number;
  hasta: string;
  hecha_en: string;
  usada_en: string | null;
};

export const ofertas = defineTabla<Oferta>({
  tabla: 'ofertas',
  clave: ['usuario_id', 'item'],
  columnas: {
    usuario_id: 'uuid',
    item: 'text',
    oferta: 'uuid',
    precio: 'int8',
    hasta: 'instante',
    hecha_en: 'instante',
    usada_en: 'instante',
  },
  tipos: ['OfertaHecha', 'ItemComprado'],
  pasos(hecho) {
    const { evento, metadatos } = hecho;
    const usuario_id = usuarioDe(hecho);
    const en = metadatos.occurredAt;
    if (evento.type === 'OfertaHecha') {
      const { oferta, item, precio, hasta } = evento.data;
      const hecha = { hecha_en: en, usada_en: null };
      return [
        {
          clave: { usuario_id, item },
          cambia: () => ({ usuario_id, item, oferta, precio, hasta, ...hecha }),
        },
      ];
    }
    if (evento.type !== 'ItemComprado') return [];
    // Whatever it was bought for: an offer is for one.
    return [
      {
        clave: { usuario_id, item: evento.data.item },
        cambia: (fila) => (fila && fila.usada_en === null ? { ...fila, usada_en: en } : fila),
      },
    ];
  },
});
