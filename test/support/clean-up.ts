// Runs before each file of tests. A module that several files of one worker share cannot do it: it is loaded once.
import { afterAll, afterEach } from 'vitest';
import { runAfterFile, runAfterTest } from './afterwards.ts';

afterEach(runAfterTest);
afterAll(runAfterFile);
