import { defineConfig } from 'vite';

// One script and one stylesheet, with workers inside: a page that is opened from a folder may load neither modules nor workers of their own.
export default defineConfig({
  base: './',
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: process.env.SITE_OUTPUT ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: 'src/main.tsx', formats: ['iife'], name: 'TransformDocsSite', fileName: () => 'site.js', cssFileName: 'site' },
    copyPublicDir: true,
  },
  worker: { format: 'iife' },
});
