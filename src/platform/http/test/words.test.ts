import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureFrom } from '../failures.ts'
import { identityFrom, userAgent } from '../identity.ts'

test('PAP-P3 the contact may have a mail address, a page, both or nothing', () => {
  const agent = (contact?: string) => userAgent(identityFrom('1.0.0', contact))

  assert.equal(agent('a@example.org https://example.org'), 'Lyceum/1.0.0 (+https://example.org; mailto:a@example.org)')
  assert.equal(agent('a@example.org'), 'Lyceum/1.0.0 (mailto:a@example.org)')
  assert.equal(agent('https://example.org/@us'), 'Lyceum/1.0.0 (+https://example.org/@us)')
  assert.equal(agent(), 'Lyceum/1.0.0')
  assert.equal(userAgent({ version: '1', project: null, contact: 'a@b\r\nx: y)(' }), 'Lyceum/1 (mailto:a@bx:y)')
})

test('a failure keeps nothing of what the server sent', () => {
  const parserError = Object.assign(new Error('garbage'), { name: 'HTTPParserError', data: 'secret' })

  const failure = failureFrom(parserError, 'x'.repeat(1_000))

  assert.deepEqual([failure.code, failure.cause, failure.host.length], ['bad_response', undefined, 200])
})

test('failures of several addresses at once are known by the first', () => {
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  const expired = Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' })

  assert.equal(failureFrom(new AggregateError([refused]), 'x').code, 'connection')
  assert.equal(failureFrom(new Error('wrapped', { cause: expired }), 'x').code, 'tls_error')
})
