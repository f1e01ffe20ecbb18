import { rpc } from 'ui/context.js';
import { applyTheme } from 'ui/lib/theme.js';
import 'ui/shell/shell.js';

applyTheme();
rpc.connect();
