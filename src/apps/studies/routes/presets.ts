import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import type { AnalysisKind } from '../../../platform/analyses.ts'
import type { Platform } from '../../../platform/platform.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { findKind } from '../analysing.ts'
import { links } from '../links.ts'
import { putPreset } from '../queries/sharing.ts'
import { IdParams } from '../schemas.ts'
import { sentFrom } from './analyses.ts'
import { ownStudyOf } from './finding.ts'

const PresetForm = z.looseObject({
  kind: z.string().max(400),
  preset: z.string().trim().min(1, 'Please give it a name.').max(80),
})

/** Settings of a kind of analysis that somebody keeps under a name. */
export function addPresetRoutes(web: Web, platform: Platform): void {
  web.post(
    '/studies/:id/presets',
    { schema: { params: IdParams, body: PresetForm }, config: { rule: 'studies.edit' } },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      const { kind: id, preset: title } = request.body
      const kind = await findKind(platform, id)
      const values = keptValues(kind, request.body)
      const row = {
        id: randomUUIDv7(),
        owner_id: person.id,
        kind: kind.name,
        title,
        values_json: JSON.stringify(values),
        created_at: platform.now(),
      }
      await putPreset(platform.db, row)
      addNotice(reply, 'success', pageOf(request).t('The preset “{{title}}” is kept.', { title }))
      return reply.redirect(links.analyseWith(study.id, kind.id), 303)
    },
  )
}

/** Settings alone: files belong to a study, and secrets are kept nowhere. */
function keptValues(kind: AnalysisKind, form: Record<string, unknown>): Record<string, unknown> {
  const isKept = (name: string): boolean => {
    const field = kind.fields[name]
    return field !== undefined && !field.isPrivate && field.kind !== 'file' && field.kind !== 'dataUrl'
  }
  return Object.fromEntries(Object.entries(sentFrom(kind, form)).filter(([name]) => isKept(name)))
}
