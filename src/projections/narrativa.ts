/**
 * `progreso_narrativo` and what it counts: visited fragments, decisions taken, reactions; and what was unlocked. The story's
 * funnel is kept here, where it is known who has been where.
 */
import { type Hecho, usuarioDe } from './definicion.ts';
import { defineContador, defineDiario, defineTabla, type Paso, proyeccionDeFilas } from './filas.ts';

type Progreso = {
  usuario_id: string;
  historia: string;
  /** Where the user stands; null leaves it as it is. */
  fragmento: string | null;
  visitados: number;
  decisiones: number;
  finales: number;
  iniciado_en: string;
  actualizado_en: string;
};

/** Where an event leads its user; null of one that leads nowhere. */
function llegada({ evento }: Hecho): { historia: string; fragmento: string; final: boolean } | null {
  if (evento.type === 'FragmentoAbierto') return evento.data;
  if (evento.type !== 'DecisionTomada') return null;
  const { historia, destino: fragmento, final } = evento.data;
  return { historia, fragmento, final };
}

const progreso = defineContador<Progreso>({
  tabla: 'progreso_narrativo',
  clave: ['usuario_id', 'historia'],
  columnas: {
    usuario_id: 'uuid',
    historia: 'text',
    fragmento: 'text',
    visitados: 'int4',
    decisiones: 'int4',
    finales: 'int4',
    iniciado_en: 'instante',
    actualizado_en: 'instante',
  },
  acumula: {
    fragmento: 'ultimo',
    visitados: 'suma',
    decisiones: 'suma',
    finales: 'suma',
    iniciado_en: 'primero',
    actualizado_en: 'ultimo',
  },
  tipos: ['FragmentoAbierto', 'DecisionTomada'],
  sumandos(hecho) {
    const adonde = llegada(hecho);
    if (!adonde) return [];
    const { historia, fragmento } = adonde;
    const en = hecho.metadatos.occurredAt;
    return [
      {
        usuario_id: usuarioDe(hecho),
        historia,
        fragmento,
        visitados: 0,
        decisiones: hecho.evento.type === 'DecisionTomada' ? 1 : 0,
        finales: 0,
        iniciado_en: en,
        actualizado_en: en,
      },
    ];
  },
});

type Llegadas = {
  historia: string;
  fragmento: string;
  llegadas: number;
  personas: number;
  /** Of those persons, who have taken a decision there. */
  decidieron: number;
};

const embudo = defineContador<Llegadas>({
  tabla: 'embudo_historia',
  clave: ['historia', 'fragmento'],
  columnas: {
    historia: 'text',
    fragmento: 'text',
    llegadas: 'int4',
    personas: 'int4',
    decidieron: 'int4',
  },
  acumula: { llegadas: 'suma', personas: 'suma', decidieron: 'suma' },
  tipos: ['FragmentoAbierto', 'DecisionTomada'],
  sumandos(hecho) {
    const adonde = llegada(hecho);
    if (!adonde) return [];
    const { historia, fragmento } = adonde;
    return [{ historia, fragmento, llegadas: 1, personas: 0, decidieron: 0 }];
  },
});

const embudoDeDecisiones = defineContador<{
  historia: string;
  fragmento: string;
  decision: string;
  veces: number;
  personas: number;
}>({
  tabla: 'embudo_decisiones',
  clave: ['historia', 'fragmento', 'decision'],
  columnas: { historia: 'text', fragmento: 'text', decision: 'text', veces: 'int4', personas: 'int4' },
  acumula: { veces: 'suma', personas: 'suma' },
  tipos: ['DecisionTomada'],
  sumandos({ evento }) {
    if (evento.type !== 'DecisionTomada') return [];
    const { historia, fragmento, decision, primera } = evento.data;
    return [{ historia, fragmento, decision, veces: 1, personas: primera ? 1 : 0 }];
  },
});

type Visita = {
  usuario_id: string;
  fragmento: string;
  historia: string;
  es_final: boolean;
  visitado_en: string;
  /** Whether the user has taken a decision there. */
  decidio: boolean;
};

const visitas = defineTabla<Visita>({
  tabla: 'fragmentos_visitados',
  clave: ['usuario_id', 'fragmento'],
  columnas: {
    usuario_id: 'uuid',
    fragmento: 'text',
    historia: 'text',
    es_final: 'bool',
    visitado_en: 'instante',
    decidio: 'bool',
  },
  tipos: ['FragmentoAbierto', 'DecisionTomada'],
  pasos(hecho) {
    const adonde = llegada(hecho);
    if (!adonde) return [];
    const usuario_id = usuarioDe(hecho);
    const { historia, fragmento, final } = adonde;
    const en = hecho.metadatos.occurredAt;
    const llega: Paso<Visita> = {
      clave: { usuario_id, fragmento },
      cambia(fila, emitir) {
        if (fila) return fila;
        // Only a fragment that was not there before raises the counters.
        const nada = { fragmento: null, decisiones: 0, iniciado_en: en, actualizado_en: en };
        emitir(progreso, { usuario_id, historia, ...nada, visitados: 1, finales: final ? 1 : 0 });
        emitir(embudo, { historia, fragmento, llegadas: 0, personas: 1, decidieron: 0 });
        return { usuario_id, fragmento, historia, es_final: final, visitado_en: en, decidio: false };
      },
    };
    if (hecho.evento.type !== 'DecisionTomada') return [llega];
    const desde = hecho.evento.data.fragmento;
    const decide: Paso<Visita> = {
      clave: { usuario_id, fragmento: desde },
      cambia(fila, emitir) {
        if (!fila || fila.decidio) return fila;
        emitir(embudo, { historia, fragmento: desde, llegadas: 0, personas: 0, decidieron: 1 });
        return { ...fila, decidio: true };
      },
    };
    // In this order: what is told to counters first is what came first.
    return [llega, decide];
  },
});

type Tomada = {
  usuario_id: string;
  fragmento: string;
  decision: string;
  veces: number;
  tomada_en: string;
};

const decisiones = defineContador<Tomada>({
  tabla: 'decisiones_tomadas',
  clave: ['usuario_id', 'fragmento', 'decision'],
  columnas: {
    usuario_id: 'uuid',
    fragmento: 'text',
    decision: 'text',
    veces: 'int4',
    tomada_en: 'instante',
  },
  acumula: { veces: 'suma', tomada_en: 'primero' },
  tipos: ['DecisionTomada'],
  sumandos(hecho) {
    const { evento, metadatos } = hecho;
    if (evento.type !== 'DecisionTomada') return [];
    const { fragmento, decision } = evento.data;
    return [{ usuario_id: usuarioDe(hecho), fragmento, decision, veces: 1, tomada_en: metadatos.occurredAt }];
  },
});

type Reaccion = { usuario_id: string; fragmento: string; emoji: string; reaccionado_en: string };

const reacciones = defineDiario<Reaccion>({
  tabla: 'reacciones',
  clave: ['usuario_id', 'fragmento'],
  columnas: { usuario_id: 'uuid', fragmento: 'text', emoji: 'text', reaccionado_en: 'instante' },
  tipos: ['ContenidoReaccionado'],
  entradas(hecho) {
    const { evento, metadatos } = hecho;
    if (evento.type !== 'ContenidoReaccionado') return [];
    const { fragmento, emoji } = evento.data;
    return [{ usuario_id: usuarioDe(hecho), fragmento, emoji, reaccionado_en: metadatos.occurredAt }];
  },
});

type ReaccionAPublicacion = {
  usuario_id: string;
  publicacion: string;
  emoji: string;
  reaccionado_en: string;
};

const publicaciones = defineDiario<ReaccionAPublicacion>({
  tabla: 'publicaciones_reaccionadas',
  clave: ['usuario_id', 'publicacion'],
  columnas: { usuario_id: 'uuid', publicacion: 'text', emoji: 'text', reaccionado_en: 'instante' },
  tipos: ['PublicacionReaccionada'],
  entradas(hecho) {
    const { evento, metadatos } = hecho;
    if (evento.type !== 'PublicacionReaccionada') return [];
    const { publicacion, emoji } = evento.data;
    return [{ usuario_id: usuarioDe(hecho), publicacion, emoji, reaccionado_en: metadatos.occurredAt }];
  },
});

type Desbloqueo = {
  usuario_id: string;
  contenido: string;
  referencia_tipo: string;
  referencia_id: string;
  desbloqueado_en: string;
};

const desbloqueos = defineTabla<Desbloqueo>({
  tabla: 'desbloqueos',
  clave: ['usuario_id', 'contenido'],
  columnas: {
    usuario_id: 'uuid',
    contenido: 'text',
    referencia_tipo: 'text',
    referencia_id: 'text',
    desbloqueado_en: 'instante',
  },
  tipos: ['ContenidoDesbloqueado'],
  pasos(hecho) {
    const { evento, metadatos } = hecho;
    if (evento.type !== 'ContenidoDesbloqueado') return [];
    const usuario_id = usuarioDe(hecho);
    const { contenido, referencia } = evento.data;
    return [
      {
        clave: { usuario_id, contenido },
        // What opened it first stays.
        cambia: (fila) =>
          fila ?? {
            usuario_id,
            contenido,
            referencia_tipo: referencia.tipo,
            referencia_id: referencia.id,
            desbloqueado_en: metadatos.occurredAt,
          },
      },
    ];
  },
});

export const narrativa = proyeccionDeFilas('narrativa', 3, [
  visitas,
  progreso,
  decisiones,
  embudo,
  embudoDeDecisiones,
  reacciones,
  publicaciones,
  desbloqueos,
]);
