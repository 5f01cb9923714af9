import { personOf } from '../../../platform/accounts/person-of.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { emptyForm, type FormState, refusedForm } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { composeLetter, scientists, sendLetter } from './composing.ts'
import { letterLinks } from './links.ts'
import { lettersPage, previewPage } from './pages/letters.ts'
import { LetterForm, LetterQuery, SendForm } from './schemas.ts'

const change = { rule: 'observations.request' } as const

/** `/observations/letters`: the first letter to an observer. */
export function addLetterRoutes(web: Web, platform: Platform): void {
  web.get(letterLinks.letters(), { schema: { querystring: LetterQuery }, config: change }, async (request, reply) => {
    const { query } = request
    const [page, person] = [pageOf(request), personOf(request)]
    const choosing = async (state: FormState) =>
      sendPage(reply, lettersPage(page, state, { query, scientists: await scientists(platform.db, person) }))
    if (query.preview === undefined) return choosing(emptyForm)

    try {
      const form = readForm(query)
      return sendPage(reply, previewPage(page, { form, letter: await composeLetter(platform, person, form) }))
    } catch (error) {
      if (!(error instanceof UserError) || error.kind === 'unavailable') throw error
      reply.status(422)
      return choosing(refusedForm(query, error))
    }
  })

  web.post(letterLinks.send(), { schema: { body: SendForm }, config: change }, async (request, reply) => {
    const { body } = request
    const letter = await sendLetter(platform, personOf(request), body)
    const to = (body.to === 'observer' ? letter.to : [letter.scientist.email]).join(', ')
    addNotice(reply, 'success', pageOf(request).t('The letter is on its way to {{to}}.', { to }))
    return reply.redirect(letterLinks.letters(), 303)
  })
}

/** @throws UserError with each field that does not fit. */
function readForm(query: LetterQuery): LetterForm {
  const read = LetterForm.safeParse(query)
  if (read.success) return read.data
  const fields = read.error.issues.map(({ path: [name] }) => ({
    path: String(name),
    code: 'observations.letter',
    message: name === 'obsid' ? 'An obsid is a number.' : 'Choose one of these.',
  }))
  throw new UserError('invalid', 'observations.letter', 'Some of the choices do not fit.', { fields })
}
