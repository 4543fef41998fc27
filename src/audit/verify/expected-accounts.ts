/** Expected rows of accounts (access, referrals, reviews, offers, archetypes, streaks) and of what admins do. */
import type { Fact, Objects, Part } from './raw.ts';

const set = (table: Objects, key: string, change: Record<string, unknown>) => {
  const row = table.get(key);
  if (row) Object.assign(row, change);
};

export function accountRows(): Part {
  const rows = {
    vip: new Map() as Objects,
    referidos: new Map() as Objects,
    revisiones: new Map() as Objects,
    ofertas: new Map() as Objects,
    arquetipos: new Map() as Objects,
    rachas: new Map() as Objects,
  };
  return { rows: () => rows, event };

  function event({ type, data, meta, at, position, user }: Fact): void {
    switch (type) {
      case 'VipActivado':
      case 'VipRenovado':
        access(type, data, user);
        return;
      case 'VipCancelado':
        set(rows.vip, user, { renovacion: 'cancelando' });
        return;
      case 'CancelacionConfirmada':
        set(rows.vip, user, { renovacion: 'cancelada' });
        return;
      case 'VipTerminado':
        set(rows.vip, user, { hasta: data.hasta, renovacion: 'ninguna', terminado: data.motivo });
        return;
      case 'ReferidoRegistrado':
        rows.referidos.set(user, {
          por: data.por,
          estado: 'registrado',
          decisiones: 0,
          bienvenida: 0,
          premio: 0,
          registrado_en: at,
        });
        return;
      case 'DecisionTomada': {
        const row = rows.referidos.get(user);
        if (row?.estado === 'registrado') row.decisiones = (row.decisiones as number) + 1;
        return;
      }
      case 'ReferidoCalificado':
        set(rows.referidos, user, {
          estado: 'calificado',
          bienvenida: data.premio?.otorgado ?? 0,
          calificado_en: at,
        });
        return;
      case 'ReferidoPremiado':
        set(rows.referidos, data.referido, {
          estado: 'premiado',
          premio: data.premio?.otorgado ?? 0,
          premiado_en: at,
        });
        return;
      case 'UsuarioMarcado': {
        const { severidad, senales, motivo } = data;
        rows.revisiones.set(data.revision, {
          usuario_id: user,
          severidad,
          senales,
          motivo,
          abierta: true,
          abierta_en: at,
          posicion: position,
        });
        return;
      }
      case 'RevisionResuelta': {
        const { resultado, nota } = data;
        const resuelta = { resuelta_en: at, resuelta_por: meta.actor.id };
        set(rows.revisiones, data.revision, { abierta: false, resultado, nota, ...resuelta });
        return;
      }
      case 'ArquetipoAsignado':
        rows.arquetipos.set(user, { arquetipo: data.arquetipo, puntaje: data.puntaje, desde: at });
        return;
      case 'RegaloDiarioReclamado': {
        const best = (rows.rachas.get(user)?.mejor as number | undefined) ?? 0;
        rows.rachas.set(user, {
          dia: data.dia,
          racha: data.racha,
          mejor: best > data.racha ? best : data.racha,
        });
        return;
      }
      case 'OfertaHecha': {
        const { oferta, precio, hasta } = data;
        rows.ofertas.set(`${user}|${data.item}`, { oferta, precio, hasta, hecha_en: at });
        return;
      }
      case 'ItemComprado': {
        const offer = rows.ofertas.get(`${user}|${data.item}`);
        if (offer && !offer.usada_en) offer.usada_en = at;
        return;
      }
      default:
    }
  }

  function access(type: string, data: Fact['data'], user: string): void {
    const row = rows.vip.get(user) ?? { renovacion: 'ninguna', pagos: 0, concesiones: 0 };
    if (type === 'VipActivado' || !row.desde) row.desde = data.desde;
    row.hasta = data.hasta;
    row.terminado = null;
    if (data.origen.tipo === 'pago') {
      row.pago = data.origen.id;
      row.renovacion = 'activa';
      row.pagos = (row.pagos as number) + 1;
    } else {
      row.concesiones = (row.concesiones as number) + 1;
      if (type === 'VipActivado') Object.assign(row, { pago: null, renovacion: 'ninguna' });
    }
    rows.vip.set(user, row);
  }
}

export function adminRows(): Part {
  const rows = {
    ajustes: new Map() as Objects,
    difusiones: new Map() as Objects,
    funciones: new Map() as Objects,
    conciliaciones: new Map() as Objects,
  };
  return {
    rows: () => rows,
    event({ type, data, meta, at }) {
      switch (type) {
        case 'AjusteSolicitado': {
          const { usuarioId: usuario_id, importe, nota, por } = data;
          const asked = { estado: 'solicitado', solicitado_en: at };
          rows.ajustes.set(data.ajuste, { usuario_id, importe, nota, por, ...asked });
          return;
        }
        case 'AjusteAprobado':
          set(rows.ajustes, data.ajuste, { estado: 'aprobado', resuelto_por: data.por, resuelto_en: at });
          return;
        case 'AjusteRechazado': {
          const refused = { estado: 'rechazado', resuelto_por: data.por, resuelto_en: at };
          set(rows.ajustes, data.ajuste, { ...refused, motivo: data.nota });
          return;
        }
        case 'AjusteAplicado':
          set(rows.ajustes, data.ajuste, { estado: 'aplicado', asentado_en: at });
          return;
        case 'AjusteFallido':
          set(rows.ajustes, data.ajuste, { estado: 'fallido', motivo: data.motivo, asentado_en: at });
          return;
        case 'DifusionCreada': {
          const { mensaje, segmento } = data;
          rows.difusiones.set(data.difusion, { mensaje, segmento, estado: 'enviando', creada_en: at });
          return;
        }
        case 'DifusionDetenida':
          set(rows.difusiones, data.difusion, { estado: 'detenida' });
          return;
        case 'DifusionReanudada':
          set(rows.difusiones, data.difusion, { estado: 'enviando' });
          return;
        case 'DifusionTerminada':
          set(rows.difusiones, data.difusion, { ...data.cuenta, estado: 'terminada', terminada_en: at });
          return;
        case 'FuncionCambiada': {
          const changed = { cambiada_en: at, cambiada_por: meta.actor.id };
          rows.funciones.set(data.funcion, { porcentaje: data.porcentaje, ...changed });
          return;
        }
        case 'ConciliacionHecha': {
          const times = (rows.conciliaciones.get(data.dia)?.veces as number | undefined) ?? 0;
          rows.conciliaciones.set(data.dia, { ...data, veces: times + 1, hecha_en: at });
          return;
        }
        default:
      }
    },
  };
}
