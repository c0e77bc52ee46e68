import type { SignIn } from './sign-in.service.js';

declare module '../graphql/context.js' {
  interface Context {
    /** What people sign in with. */
    signIn: SignIn;
  }
}
