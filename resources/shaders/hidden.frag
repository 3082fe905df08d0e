// The target where the mesh hides it: one even tint, so that it does not matter which of its layers is drawn.

uniform vec3 colour;
uniform float opacity;

out vec4 fragment;

void main() {
    fragment = vec4(colour, opacity);
}
