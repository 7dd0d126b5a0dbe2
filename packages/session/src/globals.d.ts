// The only platform functions of this package: pure, and in every runtime (WHATWG HTML).
declare function btoa(data: string): string;
declare function atob(data: string): string;
