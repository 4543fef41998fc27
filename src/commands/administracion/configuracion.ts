/** What admins set: the numbers of the economy, feature flags. */
import { z } from 'zod';
import { canonicalJson } from '../../events/canonico.ts';
import { Slug } from '../../events/contenido.ts';
import { CambiosDeReglas } from '../../events/reglas.ts';
import { comando } from '../definicion.ts';
import { ValidationError } from '../errores.ts';

export const ConfigurarRecompensas = comando({
  tipo: 'ConfigurarRecompensas',
  resumen: 'An admin changes numbers of the economy; what is not named stays as it is.',
  de: ['admin'],
  familia: 'configuracion',
  schema: z.strictObject({ cambios: CambiosDeReglas }),
  limite: 'none',
  emite: ['RecompensasConfiguradas'],
  falla: [],
  agregadoId: () => 'recompensas',
  decide(estado, { cambios }) {
    const { regalo, niveles, regalos } = cambios;
    if (regalo && regalo.base > regalo.maximo)
      throw new ValidationError('the gift begins above its maximum', [
        { path: 'cambios.regalo.base', message: 'at most maximo' },
      ]);
    if (niveles?.some((desde, index) => index > 0 && desde <= niveles[index - 1]!))
      throw new ValidationError('levels do not rise', [
        { path: 'cambios.niveles', message: 'each above the one before' },
      ]);
    if (regalos && regalos.minimo > regalos.maximo)
      throw new ValidationError('gifts have no possible amount', [
        { path: 'cambios.regalos.minimo', message: 'at most maximo' },
      ]);
    if (canonicalJson({ ...estado, ...cambios }) === canonicalJson(estado)) return [];
    return [{ type: 'RecompensasConfiguradas', data: { cambios } }];
  },
});

export const CambiarFuncion = comando({
  tipo: 'CambiarFuncion',
  resumen: 'An admin switches a feature on for a part of all users.',
  de: ['admin', 'operador'],
  familia: 'funcion',
  schema: z.strictObject({
    funcion: Slug,
    /** Percentage of users that have it. */
    porcentaje: z.int().min(0).max(100),
  }),
  limite: 'none',
  emite: ['FuncionCambiada'],
  falla: [],
  agregadoId: ({ funcion }) => funcion,
  decide: (estado, { funcion, porcentaje }) =>
    estado.porcentaje === porcentaje ? [] : [{ type: 'FuncionCambiada', data: { funcion, porcentaje } }],
});
