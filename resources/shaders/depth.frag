// Writes nothing but depth.

void main() {}
