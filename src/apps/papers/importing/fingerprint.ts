const LENGTH = 120

// Letters that Unicode does not decompose, in the spelling that title indexes use.
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

const kept = Buffer.alloc(LENGTH)

/**
 * What two spellings of one title share: lower case, accents folded, letters and digits only, at most 120 of them.
 * Empty where the title holds neither letter nor digit.
 */
export function titleFingerprint(title: string): string {
  let length = 0
  for (let at = 0; at < title.length && length < LENGTH; at++) {
    const unit = title.charCodeAt(at)
    if (unit > 0x7e) return foldedFingerprint(title)
    if ((unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39)) kept[length++] = unit
    else if (unit >= 0x41 && unit <= 0x5a) kept[length++] = unit | 0x20
  }
  return kept.toString('latin1', 0, length)
}

function foldedFingerprint(title: string): string {
  const letters = title
    .slice(0, 4_000)
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[ßæœøđłðþı]/g, (letter) => FOLDED[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, '')
  return [...letters.slice(0, LENGTH * 2)].slice(0, LENGTH).join('')
}
