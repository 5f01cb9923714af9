import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isListed, isPublic, mayConnect, parseAllowList, parseWebAddress, refuseEarly } from '../addresses.ts'
import { HttpFailure } from '../failures.ts'

const nothingAllowed = parseAllowList([])

/** Each leads into the house or nowhere; a resolver that gives a public address makes the names stand for themselves. */
const refusedSpellings = `
  http://127.0.0.1/ http://127.1/ http://127.0.1/ http://2130706433/ http://0x7f000001/ http://0x7f.0.0.1/
  http://0177.0.0.1/ http://017700000001/ http://0x7f.1/ http://127.0.0.1./ http://①②⑦.⓪.⓪.①/ http://127。0。0。1/
  http://%31%32%37.0.0.1/ http://127.255.255.254/ http://0.0.0.0/ http://0/ http://10.0.0.1/ http://100.64.0.1/
  http://169.254.169.254/ http://0xa9fea9fe/ http://2852039166/ http://172.16.0.1/ http://172.31.255.255/
  http://192.0.0.1/ http://192.0.2.1/ http://192.88.99.1/ http://192.168.1.1/ http://198.18.0.1/ http://198.51.100.1/
  http://203.0.113.1/ http://224.0.0.1/ http://255.255.255.255/ http://168.63.129.16/ http://[::]/ http://[::1]/
  http://[0:0:0:0:0:0:0:1]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[::127.0.0.1]/
  http://[64:ff9b::7f00:1]/ http://[64:ff9b::169.254.169.254]/ http://[64:ff9b:1::1]/ http://[2002:7f00:1::]/
  http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/ http://[2001:db8::1]/ http://[3fff::1]/ http://[fc00::1]/
  http://[fd00:ec2::254]/ http://[fe80::1]/ http://[fec0::1]/ http://[ff02::1]/ http://[100::1]/ http://localhost/
  http://LOCALHOST./ http://a.localhost/ http://intranet/ http://printer.local/ http://db.internal/
  http://router.home.arpa/ http://abc.onion/ http://example.org:8080/ http://example.org:22/ https://user@example.org/
  https://:secret@example.org/ file:///etc/passwd ftp://example.org/ javascript:alert(1) gopher://example.org/
  http://[fe80::1%25eth0]/ http://[::1 //example.org/ http:// http://example.org:99999/
  http://example.org/${'a'.repeat(9_000)}`
  .trim()
  .split(/\s+/)

test('R-SSRF PAP-M5 each of the refused spellings is refused before any look-up', () => {
  assert.ok(refusedSpellings.length >= 57)
  for (const spelling of refusedSpellings) {
    assert.throws(
      () => refuseEarly(parseWebAddress(spelling), nothingAllowed),
      (error) => error instanceof HttpFailure && /^(blocked|bad)_address$/.test(error.code),
      spelling,
    )
  }
})

test('R-SSRF ordinary addresses are not refused, or the refusals mean nothing', () => {
  const ordinary = [
    'https://example.org/a?b#c',
    'http://example.org/',
    'https://example.org:80/',
    'https://example.org./',
    'https://bücher.example/',
    'https://93.184.215.14/',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
    'https://[64:ff9b::93.184.215.14]/',
    'https://[::ffff:93.184.215.14]/',
    'https://localhost.example.org/',
    'https://notlocal/'.replace('notlocal', 'my-local.net'),
  ]
  for (const address of ordinary) {
    assert.doesNotThrow(() => refuseEarly(parseWebAddress(address), nothingAllowed), address)
  }
})

test('R-SSRF every answer of a name has to be public', () => {
  const may = (...addresses: string[]) => mayConnect('example.org', 443, addresses, nothingAllowed)

  assert.equal(may('93.184.215.14'), true)
  assert.equal(may('93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'), true)
  assert.equal(may('93.184.215.14', '10.0.0.1'), false)
  assert.equal(may('::ffff:10.0.0.1', '93.184.215.14'), false)
  assert.equal(may(), false)
  assert.equal(may('not an address'), false)
  assert.equal(may('fe80::1%eth0'), false)
})

test('R-SSRF IPv6 forms count as the IPv4 inside, and those of the past are refused whole', () => {
  assert.equal(isPublic('::ffff:93.184.215.14'), true)
  assert.equal(isPublic('64:ff9b::5db8:d70e'), true)
  assert.equal(isPublic('64:ff9b::a00:1'), false)
  assert.equal(isPublic('2002:5db8:d70e::1'), false)
  assert.equal(isPublic('::5db8:d70e'), false)
  assert.equal(isPublic('2001:1ff::1'), false)
  assert.equal(isPublic('2001:200::1'), true)
  assert.equal(isPublic('4000::1'), false)
})

test('R-SSRF an allowed host:port lifts the rules for that name and port alone', () => {
  const allow = parseAllowList('repo.local:8080 Localhost:3000 [::1]:9000'.split(' '))
  const may = (host: string, port: number, address: string) => mayConnect(host, port, [address], allow)

  assert.equal(may('repo.local', 8_080, '10.0.0.1'), true)
  assert.equal(may('localhost', 3_000, '127.0.0.1'), true)
  assert.equal(may('::1', 9_000, '::1'), true)
  assert.equal(may('repo.local', 8_081, '10.0.0.1'), false)
  assert.equal(may('other.local', 8_080, '10.0.0.1'), false)
  assert.equal(may('10.0.0.1', 8_080, '10.0.0.1'), false)
  assert.equal(isListed(new URL('http://REPO.local:8080/x'), allow), true)
  assert.equal(isListed(new URL('http://repo.local/x'), allow), false)
})

test('R-SSRF an allowed block needs every answer inside it', () => {
  const allow = parseAllowList('10.1.0.0/16 fd12::/32'.split(' '))
  const may = (...addresses: string[]) => mayConnect('anything', 8_080, addresses, allow)

  assert.equal(may('10.1.2.3'), true)
  assert.equal(may('10.1.2.3', 'fd12::7'), true)
  assert.equal(may('::ffff:10.1.2.3'), true)
  assert.equal(may('10.1.2.3', '10.2.0.1'), false)
  assert.equal(may('10.1.2.3', '93.184.215.14'), false)
})

test('R-SSRF metadata addresses stay refused, whatever is allowed', () => {
  const allow = parseAllowList('0.0.0.0/0 ::/0 169.254.169.254:80 meta.example.org:80'.split(' '))
  assert.equal(mayConnect('x', 1, ['10.0.0.1'], allow), true)

  for (const address of [
    '169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    'fd00:ec2::254',
  ]) {
    assert.equal(mayConnect('meta.example.org', 80, [address], allow), false, address)
    assert.equal(mayConnect(address, 80, [address], allow), false, address)
  }
})

test('the allow-list names every entry that it cannot read', () => {
  assert.throws(() => parseAllowList('a:80 nonsense 10.0.0.0/33 b:99999 c:0 http://d:80 e/8'.split(' ')), {
    name: 'RangeError',
    message: 'neither host:port nor a block of addresses: nonsense, 10.0.0.0/33, b:99999, c:0, http://d:80, e/8',
  })
})
