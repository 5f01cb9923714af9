/**
 * Whether a domain lies below a suffix that a country gives to academic institutions alone: `.edu`, `.ac.uk`, `.edu.au`
 * and their like. The suffixes themselves are nobody's.
 */
export const hasAcademicSuffix = (domain: string): boolean => /[^.]\.(?:edu|(?:ac|edu)\.[a-z]{2})$/.test(domain)
