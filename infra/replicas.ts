import { replicasApp } from './replicas-app.ts';

replicasApp().synth();
