/** Movements: every event that carries postings. */
import { z } from 'zod';
import { Cantidad } from '../contenido.ts';
import { Apuntes } from '../cuentas.ts';
import { defineEvent } from '../definicion.ts';
import {
  Dia,
  Instante,
  Lote,
  Motivo,
  ProcesoId,
  RAZONES_DE_GASTAR,
  RAZONES_DE_OTORGAR,
  Referencia,
} from './valores.ts';

export const BesitosOtorgados = defineEvent(
  'BesitosOtorgados',
  z.strictObject({
    cantidad: Cantidad,
    razon: z.enum(RAZONES_DE_OTORGAR),
    referencia: Referencia,
    /** UTC day whose limit this grant counts against. */
    dia: Dia,
    /** When what is left of it lapses; absent for besitos that do not. */
    caduca: Instante.optional(),
    apuntes: Apuntes,
  }),
);
export const BesitosGastados = defineEvent(
  'BesitosGastados',
  z.strictObject({
    cantidad: Cantidad,
    razon: z.enum(RAZONES_DE_GASTAR),
    referencia: Referencia,
    apuntes: Apuntes,
  }),
);

/** Besitos set aside in `usuario:<id>:retenido` while a purchase is under way; `lotes` are the promotional ones among them. */
export const BesitosRetenidos = defineEvent(
  'BesitosRetenidos',
  z.strictObject({
    proceso: ProcesoId,
    cantidad: Cantidad,
    razon: z.literal('compra'),
    referencia: Referencia,
    lotes: z.array(Lote),
    apuntes: Apuntes,
  }),
);
/** What was set aside goes back to the wallet. */
export const RetencionLiberada = defineEvent(
  'RetencionLiberada',
  z.strictObject({
    proceso: ProcesoId,
    cantidad: Cantidad,
    razon: z.literal('compra'),
    referencia: Referencia,
    apuntes: Apuntes,
  }),
);
/** What was set aside pays for what it was set aside for. */
export const RetencionCobrada = defineEvent(
  'RetencionCobrada',
  z.strictObject({
    proceso: ProcesoId,
    cantidad: Cantidad,
    razon: z.literal('compra'),
    referencia: Referencia,
    apuntes: Apuntes,
  }),
);

/** A movement of this very stream is undone: its postings with their signs changed. */
export const MovimientoRevertido = defineEvent(
  'MovimientoRevertido',
  z.strictObject({
    original: z.strictObject({ revision: z.int().min(0), eventoId: z.uuid() }),
    cantidad: Cantidad,
    razon: z.literal('ajuste'),
    referencia: Referencia,
    motivo: Motivo,
    apuntes: Apuntes,
  }),
);

export const EVENTOS_DE_DINERO = [
  BesitosOtorgados,
  BesitosGastados,
  BesitosRetenidos,
  RetencionLiberada,
  RetencionCobrada,
  MovimientoRevertido,
] as const;
