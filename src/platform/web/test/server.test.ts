import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { emptyForm, type FormState, form, formMessage, textField } from '../forms.ts'
import { html } from '../html.ts'
import type { Page, View } from '../page.ts'
import { pageOf, sendPage } from '../page.ts'
import { openTestWeb } from './open-test-web.ts'

const NameForm = z.object({ name: z.string().min(2).max(20) })

const namePage = (page: Page, state: FormState): View => ({
  title: 'A name',
  body: html`<h1>A name</h1>${form(page, { action: '/name' }, [formMessage(state), textField(state, { name: 'name', label: 'Name' })])}`,
})

test('a form that is refused comes back with what was typed and the message beside its field', async (t) => {
  const web = await openTestWeb(t, {
    routes: (web) => {
      web.get('/name', { config: { rule: 'open' } }, (request, reply) =>
        sendPage(reply, namePage(pageOf(request), emptyForm)),
      )
      web.post(
        '/name',
        {
          schema: { body: NameForm },
          config: { rule: 'open', form: (request, state) => namePage(pageOf(request), state) },
        },
        (request, reply) => reply.redirect(`/name?${request.body.name}`, 303),
      )
    },
  })
  assert.equal((await web.inject('/name')).statusCode, 200)

  const answer = await web.inject({
    method: 'POST',
    url: '/name',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: '_token=test-token&name=%3Cb%3Elonger+than+twenty+characters',
  })

  assert.equal(answer.statusCode, 422)
  assert.match(answer.body, /value="&lt;b&gt;longer than twenty characters"/)
  assert.match(answer.body, /At most 20 characters\./)
  assert.match(answer.body, /autofocus/)
  assert.doesNotMatch(answer.body, /<b>longer/)
})
