import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { effortMs } from '../../../../test/support/effort.ts'
import { isAllowedByRobots, parseRobots } from '../robots-rules.ts'

const allows = (robots: string, path: string) =>
  isAllowedByRobots(parseRobots(robots).rules, new URL(path, 'https://example.org'))

const cases: readonly [robots: string, path: string, isAllowed: boolean][] = [
  ['', '/a', true],
  ['User-agent: *\nDisallow:', '/a', true],
  ['User-agent: *\nDisallow: /', '/a', false],
  ['User-agent: *\nDisallow: /', '/robots.txt', true],
  ['user-AGENT : *\r\ndisallow:/private # why', '/private/x', false],
  ['User-agent: *\rDisallow: /private', '/public', true],
  ['\ufeffUser-agent: *\nDisallow: /', '/a', false],
  ['User-agent: other\nDisallow: /', '/a', true],
  ['User-agent: Lyceum\nDisallow: /a\n\nUser-agent: *\nDisallow: /', '/b', true],
  ['User-agent: *\nDisallow: /\n\nUser-agent: lyceum/2.0\nDisallow: /a', '/a', false],
  ['User-agent: *\nDisallow: /\nUser-agent: LYCEUM', '/a', true],
  ['User-agent: lyceumbot\nDisallow: /', '/a', true],
  ['User-agent: x\nUser-agent: lyceum\nDisallow: /a', '/a', false],
  ['User-agent: lyceum\nDisallow: /a\nUser-agent: lyceum\nDisallow: /b', '/a', false],
  ['User-agent: *\nDisallow: /a\nAllow: /a/b', '/a/b/c', true],
  ['User-agent: *\nAllow: /a\nDisallow: /a/b', '/a/b/c', false],
  ['User-agent: *\nDisallow: /a\nAllow: /a', '/a', true],
  ['User-agent: *\nDisallow: /*.pdf$', '/x/y.pdf', false],
  ['User-agent: *\nDisallow: /*.pdf$', '/x/y.pdf?z', true],
  ['User-agent: *\nDisallow: /*/secret/*/x', '/a/secret/b/x', false],
  ['User-agent: *\nDisallow: /a$', '/ab', true],
  ['User-agent: *\nDisallow: /a*a$', '/a', true],
  ['User-agent: *\nDisallow: /*?download', '/a?download=1', false],
  ['User-agent: *\nDisallow: /caf%C3%A9', '/café', false],
  ['User-agent: *\nDisallow: /café', '/caf%c3%a9', false],
  ['User-agent: *\nDisallow: /%7Ejoe', '/~joe', false],
  ['User-agent: *\nDisallow: /a%2fb', '/a/b', true],
  ['Disallow: /', '/a', true],
  ['<html><body>Disallow: /</body></html>', '/a', true],
  ['User-agent: *\nSitemap: /x\nDisallow: /', '/a', false],
  ['User-agent: __proto__\nDisallow: /', '/a', true],
]

test('PAP-P2 robots.txt is read as RFC 9309 says', () => {
  for (const [robots, path, isAllowed] of cases) assert.equal(allows(robots, path), isAllowed, `${robots} | ${path}`)
})

test('PAP-P2 a crawl delay is in seconds, for us alone, and a day at most', () => {
  const delay = (robots: string) => parseRobots(robots).crawlDelayMs

  assert.equal(delay('User-agent: *\nCrawl-delay: 2.5'), 2_500)
  assert.equal(delay('User-agent: other\nCrawl-delay: 5\n\nUser-agent: *\nDisallow: /'), null)
  assert.equal(delay('User-agent: *\nCrawl-delay: soon'), null)
  assert.equal(delay('User-agent: *\nCrawl-delay: -1'), null)
  assert.equal(delay('User-agent: *\nCrawl-delay: 999999999'), 86_400_000)
})

test('any bytes give an answer, and the wickedest give it soon', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.webUrl(), (text, url) => {
      isAllowedByRobots(parseRobots(`User-agent: *\nDisallow: /${text}`).rules, new URL(url))
    }),
  )
  const wicked = [
    `User-agent: *\nDisallow: /${'*a'.repeat(250_000)}`,
    `User-agent: *\n${'Disallow: /*a*a*a*a*b\n'.repeat(22_000)}`,
    `User-agent: *\n${'User-agent: lyceum\n'.repeat(26_000)}Disallow: /`,
    `${'#'.repeat(500_000)}`,
  ]
  for (const robots of wicked) {
    const tookMs = effortMs(() => allows(robots, `/${'a'.repeat(8_000)}`), 1_500)
    assert.ok(tookMs < 1_500, robots.slice(0, 40))
  }
})
