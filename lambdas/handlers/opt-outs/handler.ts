import { handle } from 'hono/aws-lambda';
import type { SNSEvent } from 'aws-lambda';
import { createOptOutApp } from '../http/opt-out-app.ts';
import { lambdaHost } from '../lambda-host.ts';
import { createDependencies } from './dependencies.ts';
import { readEnvironment } from './environment.ts';
import { createMailFeedbackHandler } from './mail-feedback.ts';

const host = lambdaHost('opt-outs', process.env);
const dependencies = createDependencies(readEnvironment(process.env), host);
const http = handle(createOptOutApp(dependencies));
type HttpEvent = Parameters<typeof http>[0];
type HttpContext = Parameters<typeof http>[1];
const mailFeedback = createMailFeedbackHandler(dependencies);

/** Recipients who want no more: by the link in a message, by words in a text, by a complaint to the mail service. */
export const handler = (event: HttpEvent | SNSEvent, context: HttpContext) =>
  'Records' in event ? mailFeedback(event) : http(event, context);
