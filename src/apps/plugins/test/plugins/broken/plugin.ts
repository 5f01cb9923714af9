throw new Error('This plugin cannot even be loaded.')
