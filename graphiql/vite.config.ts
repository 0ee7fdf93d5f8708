import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page around GraphiQL. The server writes its HTML, and gives its two files URLs with their hashes. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: '.',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: fileURLToPath(new URL('src/main.tsx', import.meta.url)),
      output: { entryFileNames: 'page.js', assetFileNames: 'page[extname]' },
    },
  },
});
