// A photograph on the screen.

in vec2 place;

uniform sampler2D picture;
uniform float opacity;

out vec4 fragment;

void main() {
    fragment = vec4(texture(picture, place).rgb, opacity);
}
