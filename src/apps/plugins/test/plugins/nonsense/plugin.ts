export default { name: 'a/b', version: 'newest', title: '', type: 'toy', tags: ['two words'], run: () => {} }
