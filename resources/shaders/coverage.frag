// Marks what a surface covers in the first channel.

out vec4 fragment;

void main() {
    fragment = vec4(1.0);
}
