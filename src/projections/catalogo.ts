/** `catalogo`, `ediciones`, `publicaciones`: what is published now, the editions of the stories, posts in groups. */
import { publicacionDe } from '../events/contenido-estado.ts';
import { defineTabla, proyeccionDeFilas } from './filas.ts';

type Pieza = {
  tipo: string;
  id: string;
  version: number;
  historia: string | null;
  contenido: Record<string, unknown>;
  /** Position of the first publication. */
  orden: string;
  publicado_en: string;
  retirado: boolean;
};

const piezas = defineTabla<Pieza>({
  tabla: 'catalogo',
  clave: ['tipo', 'id'],
  columnas: {
    tipo: 'text',
    id: 'text',
    version: 'int4',
    historia: 'text',
    contenido: 'jsonb',
    orden: 'posicion',
    publicado_en: 'instante',
    retirado: 'bool',
  },
  tipos: [
    'FragmentoPublicado',
    'FragmentoRetirado',
    'ExperienciaPublicada',
    'ExperienciaRetirada',
    'ItemPublicado',
    'PrecioCambiado',
    'ItemRetirado',
  ],
  pasos({ evento, metadatos, posicion, stream }) {
    const publicado_en = metadatos.occurredAt;
    switch (evento.type) {
      case 'FragmentoPublicado':
      case 'ExperienciaPublicada':
      case 'ItemPublicado': {
        const { tipo, version, contenido } = publicacionDe(evento);
        const { id } = contenido;
        const historia = 'historia' in contenido ? contenido.historia : null;
        return [
          {
            clave: { tipo, id },
            cambia: (fila) => ({
              tipo,
              id,
              version,
              historia,
              contenido,
              orden: fila?.orden ?? String(posicion),
              publicado_en,
              retirado: false,
            }),
          },
        ];
      }
      case 'PrecioCambiado': {
        const { id, version, precio, estrellas } = evento.data;
        return [
          {
            clave: { tipo: 'item', id },
            cambia(fila) {
              if (!fila) return null;
              const { estrellas: _before, ...item } = fila.contenido;
              const contenido = { ...item, precio, ...(estrellas !== undefined && { estrellas }) };
              return { ...fila, version, contenido, publicado_en, retirado: false };
            },
          },
        ];
      }
      case 'FragmentoRetirado':
      case 'ExperienciaRetirada':
      case 'ItemRetirado':
        return [
          {
            clave: { tipo: stream.slice(0, stream.indexOf('-')), id: evento.data.id },
            cambia: (fila) => fila && { ...fila, retirado: true },
          },
        ];
      default:
        return [];
    }
  },
});

type Edicion = {
  historia: string;
  edicion: number;
  fragmentos: Record<string, number>;
  alcance: string;
  publicada_en: string;
};

const ediciones = defineTabla<Edicion>({
  tabla: 'ediciones',
  clave: ['historia', 'edicion'],
  columnas: {
    historia: 'text',
    edicion: 'int4',
    fragmentos: 'jsonb',
    alcance: 'text',
    publicada_en: 'instante',
  },
  tipos: ['HistoriaPublicada'],
  pasos({ evento, metadatos }) {
    if (evento.type !== 'HistoriaPublicada') return [];
    const { historia, edicion } = evento.data;
    return [
      {
        clave: { historia, edicion },
        cambia: () => ({ ...evento.data, publicada_en: metadatos.occurredAt }),
      },
    ];
  },
});

type Publicacion = {
  id: string;
  chat: number;
  mensaje: number;
  besitos: number | null;
  hasta: string;
  hecha_en: string;
};

const publicaciones = defineTabla<Publicacion>({
  tabla: 'publicaciones',
  clave: ['id'],
  columnas: {
    id: 'text',
    chat: 'int8',
    mensaje: 'int8',
    besitos: 'int8',
    hasta: 'instante',
    hecha_en: 'instante',
  },
  tipos: ['PublicacionHecha'],
  pasos({ evento, metadatos }) {
    if (evento.type !== 'PublicacionHecha') return [];
    const { publicacion, hasta } = evento.data;
    const { id, chat, mensaje, besitos = null } = publicacion;
    return [
      {
        clave: { id },
        cambia: () => ({ id, chat, mensaje, besitos, hasta, hecha_en: metadatos.occurredAt }),
      },
    ];
  },
});

export const catalogo = proyeccionDeFilas('catalogo', 2, [piezas, ediciones, publicaciones]);
