import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/**
 * The page is served at /wallboard; its script and its styles below that. All addresses are relative to the page, so that
 * it works below any path prefix.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  experimental: { renderBuiltUrl: (name) => `wallboard/${name}` },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: '.',
    // The files are committed, so their names stay the same. The server sends an ETag.
    rolldownOptions: {
      output: {
        entryFileNames: 'wallboard.js',
        chunkFileNames: '[name].js',
        assetFileNames: 'wallboard[extname]',
      },
    },
    // No script in the page: the server's policy forbids it.
    modulePreload: { polyfill: false },
  },
  // "npx vite examples/wallboard" serves the page from source, beside a server on its default port.
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000' } },
});
