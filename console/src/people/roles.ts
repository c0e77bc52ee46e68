export const roleWord = (role: string): string => (role === 'ADMIN' ? 'Administrator' : 'User');
