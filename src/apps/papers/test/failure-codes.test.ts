import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLanguages } from '../../../platform/web/languages.ts'
import { failureWords, isFailureCode, nextStep, passingCodes } from '../failure-codes.ts'

const german = openLanguages().translator('de')

/** The closed list, in its order. */
const codes =
  'no_identifier ambiguous_match doi_not_found no_open_copy paywalled forbidden robots_disallowed bot_challenge cookie_wall not_pdf truncated too_large content_mismatch suspect_preview suspect_shared_body licence_unclear timeout dns connection tls_error blocked_address http_4xx http_5xx rate_limited disk_full storage_error adapter_contract config_missing crash_loop aborted retracted_skip other'

test('PAP-6.9 the list of failure codes is closed', () => {
  assert.deepEqual(Object.keys(failureWords), codes.split(' '))
  assert.equal(isFailureCode('tired'), false)
  assert.equal(isFailureCode('constructor'), false)
})

test('PAP-6.9 nobody is told to wait for a paper that has failed', () => {
  const codesOfFailed = Object.keys(failureWords).filter(isFailureCode)
  const waiting = /by itself/
  assert.match(nextStep('timeout', 'deferred'), waiting)
  for (const code of passingCodes) {
    assert.doesNotMatch(nextStep(code, 'failed'), waiting, code)
    assert.notEqual(german(nextStep(code, 'failed')), nextStep(code, 'failed'))
  }
  assert.equal(nextStep('paywalled', 'failed'), failureWords.paywalled.action)
  const waited = codesOfFailed.filter((code) => waiting.test(nextStep(code, 'failed')))
  assert.deepEqual(waited, ['aborted'], 'a paper never fails for that: it goes back to what it was')
})

for (const [code, { sentence, action }] of Object.entries(failureWords)) {
  test(`PAP-6.9 ${code} says why in one plain sentence, and what to do next, in English and in German`, () => {
    for (const words of [sentence, german(sentence)]) {
      assert.match(words, /^\p{Lu}[^\n]{10,120}\.$/u)
      assert.equal(words.match(/[.!?](?=\s|$)/g)?.length, 1, `one sentence: ${words}`)
      assert.ok(!/[_{}<>]|HTTP|undefined/.test(words), `plain: ${words}`)
    }
    for (const words of [action, german(action)]) assert.match(words, /^\p{Lu}[^\n]{8,160}\.$/u)
    assert.notEqual(german(sentence), sentence)
    assert.notEqual(german(action), action)
    assert.notEqual(action, sentence)
  })
}
