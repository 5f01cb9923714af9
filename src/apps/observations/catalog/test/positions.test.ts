import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { arcsecOf, decText, degreesOf, raText, readDec, readRa, separationDeg } from '../positions.ts'

test('T1 30 Doradus stands at 05:38:42.4000, -69:06:02.9000', () => {
  assert.equal(raText(84.6766666667), '05:38:42.4000')
  assert.equal(decText(-69.1008055556), '-69:06:02.9000')
  assert.ok(Math.abs((readRa('05:38:42.4000') ?? 0) - 84.6766666667) < 1e-6)
  assert.ok(Math.abs((readDec('-69:06:02.9000') ?? 0) + 69.1008055556) < 1e-6)
})

test('T2 a position of C-COSMOS stands at 09:59:39.8800, +02:18:30.6700', () => {
  assert.equal(raText(149.9161666667), '09:59:39.8800')
  assert.equal(decText(2.3085194444), '+02:18:30.6700')
})

test('PAR-06 a position goes through its text and back within a millionth of a degree', () => {
  const ra = fc.double({ min: 0, max: 359.999999, noNaN: true })
  const dec = fc.double({ min: -90, max: 90, noNaN: true })
  fc.assert(
    fc.property(ra, dec, (raDeg, decDeg) => {
      const back = readRa(raText(raDeg)) ?? Number.NaN
      assert.ok(Math.abs(((back - raDeg + 540) % 360) - 180) < 1e-6)
      assert.ok(Math.abs((readDec(decText(decDeg)) ?? Number.NaN) - decDeg) < 1e-6)
    }),
  )
})

test('PAR-06 colons, blanks and decimals are read; nothing else is', () => {
  assert.equal(readRa('05 38 42.4'), readRa('05:38:42.4'))
  assert.equal(readDec('-00:30:00'), -0.5)
  assert.equal(readDec('- 69 06 02.9'), readDec('-69:06:02.9'))
  assert.equal(readRa('84.6766666667'), 84.676667)
  assert.equal(readDec('+2.5'), 2.5)
  for (const text of ['', 'abc', '1:2:3:4', '5:60:00', '5:00:60', '5.5:10:00', '1,5', '--5', ':']) {
    assert.equal(readDec(text), undefined, text)
  }
})

test('PAR-06 seconds never read 60, and the sign is always there', () => {
  assert.equal(raText(359.99999999), '00:00:00.0000')
  assert.equal(decText(9.999999999), '+10:00:00.0000')
  assert.equal(decText(0), '+00:00:00.0000')
  assert.equal(decText(-0.0001), '-00:00:00.3600')
})

test('PAR-06 the dither is shown in arcseconds', () => {
  assert.equal(arcsecOf(0.002222), 0.002222 * 3600)
  assert.ok(Math.abs(degreesOf(arcsecOf(0.36)) - 0.36) < 1e-12)
})

test('T14 the true angle between two positions counts, across 0 h too', () => {
  const apart = separationDeg({ raDeg: 150, decDeg: 60 }, { raDeg: 150.2, decDeg: 60 })
  assert.ok(Math.abs(apart * 60 - 6) < 0.001)
  const wrapped = separationDeg({ raDeg: 359.9, decDeg: 0 }, { raDeg: 0.1, decDeg: 0 })
  assert.ok(Math.abs(wrapped - 0.2) < 1e-9)
})
