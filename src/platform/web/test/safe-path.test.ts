import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safePath } from '../safe-path.ts'

const evil = 'evil.example'

/** 46 ways to write an address that leaves the house, or that some browser takes for one. */
const leaving: readonly unknown[] = [
  ...[
    `https://${evil}`,
    `http://${evil}/`,
    `HTTPS://${evil}`,
    `https:${evil}`,
    `https:/${evil}`,
    `https:\\\\${evil}`,
    `ftp://${evil}`,
  ],
  ...[
    `//${evil}`,
    `///${evil}`,
    `////${evil}`,
    `/\\${evil}`,
    `\\/${evil}`,
    `\\\\${evil}`,
    `/\\/${evil}`,
    `\\${evil}`,
    `/%5c${evil}`,
    `/%5C/${evil}`,
  ],
  ...[
    `/\t/${evil}`,
    `/\n/${evil}`,
    `/\r/${evil}`,
    `\t//${evil}`,
    `\n//${evil}`,
    ` //${evil}`,
    `/ /${evil}`,
    `/\u0000/${evil}`,
    `/%09/${evil}`,
    `/%0a/${evil}`,
    `/%0D%0aSet-Cookie:a=1`,
  ],
  ...[
    `/.//${evil}`,
    `/..//${evil}`,
    `/a/..//${evil}`,
    `/\u2028/${evil}`,
    `/\u0085/${evil}`,
    `//user@${evil}`,
    `//${evil}:80`,
    `//${evil}?/`,
    `//127.0.0.1@${evil}`,
  ],
  ...[
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>',
    evil,
    `@${evil}`,
    undefined,
    ['/papers', `//${evil}`],
  ],
]

test('R-V5 all 46 spellings of an address elsewhere stay at home', () => {
  assert.equal(leaving.length, 46)

  for (const address of leaving) assert.equal(safePath(address), '/', JSON.stringify(address))
})

test('an address within the house is kept, query and fragment included', () => {
  for (const address of [
    '/',
    '/papers',
    '/papers?q=a%20b&sort=-year',
    '/papers/1#files',
    '/a?next=//x',
    '/k%C3%A4fer',
    '/a?x=https://b',
  ]) {
    assert.equal(safePath(address), address)
  }
})
