/** `IniciarExperiencia`: a user takes up an experience. */
import { z } from 'zod';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { ContentNotFoundError, ExperienceAlreadyStartedError } from '../errores.ts';
import { exigirAcceso } from './acceso.ts';
import { activo, FALLA_ACTIVO } from './activo.ts';

export const IniciarExperiencia = comandoDeUsuario({
  tipo: 'IniciarExperiencia',
  resumen: 'A user takes up an experience, in its newest version.',
  de: ['usuario'],
  schema: z.strictObject({ usuarioId: UsuarioId, experiencia: Slug }),
  limite: 'other',
  emite: ['ExperienciaIniciada'],
  falla: [
    ...FALLA_ACTIVO,
    'CONTENT_NOT_FOUND',
    'EXPERIENCE_ALREADY_STARTED',
    'VIP_REQUIRED',
    'REQUIREMENTS_NOT_MET',
  ],
  decide(estado, datos, mundo) {
    const usuario = activo(estado);
    const experiencia = mundo.catalogo.experiencia(datos.experiencia);
    if (!experiencia || experiencia.retirado)
      throw new ContentNotFoundError('experiencia', datos.experiencia);
    if (usuario.experiencias[experiencia.id]) throw new ExperienceAlreadyStartedError(experiencia.id);
    exigirAcceso('experiencia', experiencia, usuario, mundo);
    const { id, version, componentes } = experiencia;
    return [
      { type: 'ExperienciaIniciada', data: { experiencia: id, version, componentes: componentes.length } },
    ];
  },
});
