import { deployRoleApp } from './deploy-role-app.ts';

deployRoleApp().synth();
